package io.tickhouse.model.analytics;

import io.tickhouse.model.Message;
import io.tickhouse.model.Trade;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.math.BigDecimal;

/**
 * A line of the ledger of late trades.
 *
 * @param closedMs the clock when it came; {@code Long.MIN_VALUE} if it had not begun
 * @param reason late, beyond_horizon, future, or not_exact where price or size have more than 9
 *     decimals
 */
record LateTrade(
        String src,
        long id,
        String exchange,
        long timeNs,
        double price,
        double size,
        long closedMs,
        String reason) {

    private static final long MINUTE_NS = 60_000_000_000L;

    static LateTrade of(Trade trade, long closedMs, String reason) {
        return new LateTrade(
                trade.partition + "-" + trade.offset + "-" + trade.index,
                trade.id,
                Print.text(trade.exchange),
                trade.timeNs,
                trade.price,
                trade.size,
                closedMs,
                reason);
    }

    /**
     * @param version of the bar that contains it; 0 if there is none
     */
    Row row(String symbol, int version) {
        boolean begun = closedMs != Long.MIN_VALUE;
        return new Row(
                AnalyticsTable.LATE,
                new Object[] {
                    src,
                    symbol,
                    id == Message.ABSENT ? null : (Long) id,
                    exchange,
                    timeNs / 1000,
                    timeNs,
                    exact(price),
                    exact(size),
                    begun ? (Long) (closedMs * 1000) : null,
                    begun ? Math.max(0, closedMs - timeNs / 1_000_000) : 0L,
                    Math.floorDiv(timeNs, MINUTE_NS) * (MINUTE_NS / 1000),
                    reason,
                    version
                });
    }

    /** Null where it is absent or does not fit the column. */
    private static BigDecimal exact(double number) {
        try {
            return Double.isNaN(number) ? null : Scaled.decimal(Scaled.of(number));
        } catch (ArithmeticException e) {
            return null;
        }
    }

    void writeTo(DataOutput out) throws IOException {
        out.writeUTF(src);
        out.writeLong(id);
        Texts.write(exchange, out);
        out.writeLong(timeNs);
        out.writeDouble(price);
        out.writeDouble(size);
        out.writeLong(closedMs);
        out.writeUTF(reason);
    }

    static LateTrade readFrom(DataInput in) throws IOException {
        return new LateTrade(
                in.readUTF(),
                in.readLong(),
                Texts.read(in),
                in.readLong(),
                in.readDouble(),
                in.readDouble(),
                in.readLong(),
                in.readUTF());
    }
}
