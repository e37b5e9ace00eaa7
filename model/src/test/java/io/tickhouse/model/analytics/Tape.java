package io.tickhouse.model.analytics;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.tickhouse.model.Correction;
import io.tickhouse.model.Message;
import io.tickhouse.model.Trade;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Plays messages to a {@link SymbolBook}, with the clock that the job would have. */
final class Tape {

    static final String SYMBOL = "AAPL";
    static final long NO_LIMIT = Long.MAX_VALUE;

    private final BarSettings settings;
    private final Map<SymbolBook, byte[]> copied = new HashMap<>();
    private SymbolBook book;
    private long clock = Long.MIN_VALUE;
    private int offset;

    final List<Row> rows = new ArrayList<>();

    Tape(BarSettings settings) {
        this.settings = settings;
        this.book = new SymbolBook(SYMBOL, settings);
    }

    static Trade trade(String time, double price, double size, String... conditions) {
        Trade trade = new Trade();
        trade.type = "t".getBytes(UTF_8);
        trade.symbol = SYMBOL.getBytes(UTF_8);
        trade.id = Message.ABSENT;
        trade.exchange = "V".getBytes(UTF_8);
        trade.price = price;
        trade.size = size;
        trade.timeNs = ns(time);
        trade.tape = "C".getBytes(UTF_8);
        trade.conditions = bytes(conditions.length == 0 ? new String[] {"@"} : conditions);
        return trade;
    }

    static byte[][] bytes(String... texts) {
        return Arrays.stream(texts).map(text -> text.getBytes(UTF_8)).toArray(byte[][]::new);
    }

    /** A time of the trading day 2024-01-16 in New York, such as 09:30:00.5. */
    static long ns(String time) {
        Instant instant = Instant.parse("2024-01-16T" + time + "Z");
        Instant newYork = instant.plusSeconds(5 * 3600);
        return newYork.getEpochSecond() * 1_000_000_000L + newYork.getNano();
    }

    Tape plays(Trade trade) {
        trade.offset = offset++;
        book.trade(trade, NO_LIMIT, rows::add);
        return this;
    }

    Tape plays(String time, double price, double size, String... conditions) {
        return plays(trade(time, price, size, conditions));
    }

    Tape plays(Correction correction) {
        correction.offset = offset++;
        book.correction(correction, NO_LIMIT, rows::add);
        return this;
    }

    Tape plays(Gap gap) {
        long timer = book.nextTimer();
        book.gap(gap, clock, rows::add);
        assertThat(book.nextTimer()).isEqualTo(timer);
        return this;
    }

    /** A gap of the symbol. */
    static Gap gap(String id, String from, String to, Gap.State state) {
        return new Gap(id, ns(from) / 1_000_000, ns(to) / 1_000_000, List.of(SYMBOL), state);
    }

    /** Moves the clock on. */
    Tape until(String time) {
        return until(ns(time) / 1_000_000);
    }

    Tape until(long ms) {
        clock = Math.max(clock, ms);
        while (book.nextTimer() <= clock) {
            book.advance(book.nextTimer(), rows::add);
        }
        return this;
    }

    /** Fires what is left to be fired. */
    Tape end() {
        until(Long.MAX_VALUE - 1);
        copied.forEach((each, state) -> assertThat(state(each)).isEqualTo(state));
        return this;
    }

    long nextTimer() {
        return book.nextTimer();
    }

    /** Goes on with what was written and read. */
    Tape restarts() {
        book = read(state(), settings);
        return this;
    }

    /** Goes on with a copy, as after a checkpoint. What was copied must not change any more. */
    Tape copies() {
        byte[] state = state();
        copied.put(book, state);
        book = book.copy();
        assertThat(state()).isEqualTo(state);
        return this;
    }

    byte[] state() {
        return state(book);
    }

    private static byte[] state(SymbolBook book) {
        try {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            book.writeTo(new DataOutputStream(bytes));
            return bytes.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static SymbolBook read(byte[] state, BarSettings settings) {
        try {
            return SymbolBook.readFrom(
                    new DataInputStream(new ByteArrayInputStream(state)), settings);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    List<Row> of(String table) {
        return rows.stream().filter(row -> row.table().name().equals(table)).toList();
    }

    /** Whether a bar or window says that all its trades were taken back. */
    static boolean isEmpty(Row row) {
        return row.table().equals(AnalyticsTable.BARS)
                ? row.get("trades").equals(0L) && row.get("open") == null
                : row.table().columns().stream()
                        .filter(column -> column.name().startsWith("trades_"))
                        .allMatch(column -> row.get(column.name()).equals(0L));
    }

    /** The versions of a bar, in the order in which they were written. */
    List<Row> bar(int sizeSeconds, String start) {
        return of("bars").stream()
                .filter(row -> row.get("size_s").equals(sizeSeconds))
                .filter(row -> row.get("window_start").equals(ns(start) / 1000))
                .toList();
    }

    List<Row> window(String end) {
        return of("windows").stream()
                .filter(row -> row.get("as_of").equals(ns(end) / 1000))
                .toList();
    }

    /** The last version of every bar or window, by its key. */
    Map<List<Object>, Row> last(String table) {
        Map<List<Object>, Row> last = new LinkedHashMap<>();
        for (Row row : of(table)) {
            last.put(row.table().key().stream().map(row::get).toList(), row);
        }
        return last;
    }
}
