package io.tickhouse.model.analytics;

import io.tickhouse.model.Correction;
import io.tickhouse.model.Message;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Objects;

/**
 * A correction or cancel, until its trade is found.
 *
 * @param replaces whether another trade stands in the place of the original one
 * @param originalPrice {@code NaN} where it is absent, as the next
 */
record Amendment(
        String src,
        boolean replaces,
        String exchange,
        long originalId,
        double originalPrice,
        double originalSize,
        long correctedId,
        double correctedPrice,
        double correctedSize,
        int correctedMinuteEffect,
        int correctedDayEffect,
        long timeNs) {

    static Amendment of(Correction message) {
        boolean replaces =
                message.type != null && message.type.length == 1 && message.type[0] == 'c';
        return new Amendment(
                message.partition + "-" + message.offset + "-" + message.index,
                replaces,
                Print.text(message.exchange),
                replaces ? message.originalId : message.id,
                replaces ? message.originalPrice : message.price,
                replaces ? message.originalSize : message.size,
                message.correctedId,
                message.correctedPrice,
                message.correctedSize,
                BarRows.MINUTE_RULES.effect(message.correctedConditions, message.tape),
                BarRows.DAY_RULES.effect(message.correctedConditions, message.tape),
                message.timeNs);
    }

    long timeMs() {
        return timeNs / 1_000_000;
    }

    /** Whether the print may be the original. Ids are unique within symbol, exchange and day. */
    boolean means(Print print) {
        return print.id() == originalId && Objects.equals(print.exchange(), exchange);
    }

    /** Whether price and size are the same, as far as the message says them. */
    boolean meansExactly(Print print) {
        return isOrIsAbsent(originalPrice, print.price())
                && isOrIsAbsent(originalSize, print.size());
    }

    private static boolean isOrIsAbsent(double said, long scaled) {
        return Double.isNaN(said) || said == Scaled.decimal(scaled).doubleValue();
    }

    /**
     * The print that stands in the place of the original one, at its time.
     *
     * @throws ArithmeticException as {@link Print#of} does
     */
    Print corrected(Print original) {
        return new Print(
                original.timeNs(),
                original.exchange(),
                correctedId == Message.ABSENT ? originalId : correctedId,
                Scaled.of(correctedPrice),
                Scaled.of(correctedSize),
                correctedMinuteEffect,
                correctedDayEffect);
    }

    /**
     * The ledger's row.
     *
     * @param original null if it was not found
     * @param closedMs the clock; {@code Long.MIN_VALUE} if it has not begun
     */
    Row row(String symbol, Print original, String reason, int touched, long closedMs) {
        return new Row(
                AnalyticsTable.CORRECTIONS,
                new Object[] {
                    src,
                    replaces ? "correction" : "cancel",
                    symbol,
                    exchange,
                    orNull(originalId),
                    replaces ? orNull(correctedId) : null,
                    timeNs / 1000,
                    original == null ? null : (Long) (original.timeNs() / 1000),
                    original != null,
                    reason,
                    touched,
                    Math.max(timeMs(), closedMs) * 1000
                });
    }

    private static Long orNull(long id) {
        return id == Message.ABSENT ? null : (Long) id;
    }

    void writeTo(DataOutput out) throws IOException {
        out.writeUTF(src);
        out.writeBoolean(replaces);
        Texts.write(exchange, out);
        out.writeLong(originalId);
        out.writeDouble(originalPrice);
        out.writeDouble(originalSize);
        out.writeLong(correctedId);
        out.writeDouble(correctedPrice);
        out.writeDouble(correctedSize);
        out.writeInt(correctedMinuteEffect);
        out.writeInt(correctedDayEffect);
        out.writeLong(timeNs);
    }

    static Amendment readFrom(DataInput in) throws IOException {
        return new Amendment(
                in.readUTF(),
                in.readBoolean(),
                Texts.read(in),
                in.readLong(),
                in.readDouble(),
                in.readDouble(),
                in.readLong(),
                in.readDouble(),
                in.readDouble(),
                in.readInt(),
                in.readInt(),
                in.readLong());
    }
}
