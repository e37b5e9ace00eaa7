package io.tickhouse.model;

import io.tickhouse.model.JsonScanner.Unreadable;

/**
 * How far a feed has come: {@code T} is {@code k}. No feed sends it. Whoever writes the raw topic
 * puts one into each partition once a minute, so that silence can be told from a stop.
 *
 * <p>Its symbol is the name of the feed. All that the feed sent before its time is before it in its
 * raw partition, apart from what is late.
 */
public final class ClockRecord extends Message {

    static final Fields FIELDS = new Fields();
    private static final Field SYMBOL = FIELDS.symbol();
    private static final Field TIME = FIELDS.time();

    @Override
    public Kind kind() {
        return Kind.CLOCK;
    }

    @Override
    void reset() {}

    @Override
    void read(int key, FieldReader in) throws Unreadable {
        switch (key) {
            case 'T' -> in.type();
            case 'S' -> symbol = in.symbol(SYMBOL);
            case 't' -> timeNs = in.time(TIME);
            default -> in.skip();
        }
    }

    @Override
    void write(FieldWriter out) {
        out.text(SYMBOL, symbol);
        out.integer(TIME, timeMs());
    }
}
