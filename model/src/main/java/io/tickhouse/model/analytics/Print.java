package io.tickhouse.model.analytics;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tickhouse.model.Trade;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * A trade as the figures need it. Prints are in the order of their time, exchange, id, price and
 * size. Two that are equal by all of these are the same trade. Neither the arrival nor the place in
 * a topic is part of the order, because a trade that is filled in later has others.
 *
 * @param timeNs event time in nanoseconds since the epoch
 * @param exchange null if unknown; such prints are first
 * @param id as the feed has it, ordered without a sign
 * @param price in 1e-9, see {@link Scaled}
 * @param size in 1e-9
 * @param minuteEffect bits of {@link Effect} for bars below a day
 * @param dayEffect bits of {@link Effect} for a bar of a day
 */
public record Print(
        long timeNs,
        String exchange,
        long id,
        long price,
        long size,
        int minuteEffect,
        int dayEffect)
        implements Comparable<Print> {

    /** Names of exchanges are one letter. */
    private static final String[] LETTERS = new String[128];

    static {
        for (char letter = 0; letter < LETTERS.length; letter++) {
            LETTERS[letter] = String.valueOf(letter);
        }
    }

    /**
     * The print of a trade.
     *
     * @throws ArithmeticException if the price or size is absent or not a value of {@link
     *     Scaled#of}
     */
    public static Print of(Trade trade, Ruleset minute, Ruleset day) {
        return new Print(
                trade.timeNs,
                text(trade.exchange),
                trade.id,
                Scaled.of(trade.price),
                Scaled.of(trade.size),
                minute.effect(trade.conditions, trade.tape),
                day.effect(trade.conditions, trade.tape));
    }

    static String text(byte[] text) {
        if (text == null) {
            return null;
        }
        return text.length == 1 && text[0] >= 0 ? LETTERS[text[0]] : new String(text, UTF_8);
    }

    @Override
    public int compareTo(Print other) {
        int order = Long.compare(timeNs, other.timeNs);
        order = order != 0 ? order : compare(exchange, other.exchange);
        order = order != 0 ? order : Long.compareUnsigned(id, other.id);
        order = order != 0 ? order : Long.compare(price, other.price);
        order = order != 0 ? order : Long.compare(size, other.size);
        // Of a trade that came with other conditions too. The figures are the same by either order.
        order = order != 0 ? order : Integer.compare(minuteEffect, other.minuteEffect);
        return order != 0 ? order : Integer.compare(dayEffect, other.dayEffect);
    }

    private static int compare(String one, String other) {
        if (one == null || other == null) {
            return Boolean.compare(one != null, other != null);
        }
        return one.compareTo(other);
    }

    /** Writes what {@link #read} reads. */
    static void write(Print print, DataOutput out) throws IOException {
        out.writeBoolean(print != null);
        if (print != null) {
            print.writeTo(out);
        }
    }

    /** A print, or null if that was written. */
    static Print read(DataInput in) throws IOException {
        return in.readBoolean() ? readFrom(in) : null;
    }

    /** Writes what {@link #readFrom} reads. The format has no version; what it is part of has. */
    public void writeTo(DataOutput out) throws IOException {
        out.writeLong(timeNs);
        Texts.write(exchange, out);
        VarLong.write(id, out);
        VarLong.write(price, out);
        VarLong.write(size, out);
        out.writeByte(minuteEffect);
        out.writeByte(dayEffect);
    }

    /** Reads what {@link #writeTo} wrote. */
    public static Print readFrom(DataInput in) throws IOException {
        return new Print(
                in.readLong(),
                text(Texts.readBytes(in)),
                VarLong.read(in),
                VarLong.read(in),
                VarLong.read(in),
                in.readByte(),
                in.readByte());
    }
}
