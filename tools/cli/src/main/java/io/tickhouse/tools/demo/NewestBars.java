package io.tickhouse.tools.demo;

import io.tickhouse.pinot.PinotClient;
import io.tickhouse.pinot.PinotException;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;

/** The newest bars of a minute as Pinot knows them, as a display for people. */
final class NewestBars {

    private static final String QUERY =
            """
            SELECT window_start, symbol, "close", volume, status
            FROM analytics_bars
            WHERE size_s = 60 AND "close" IS NOT NULL
            ORDER BY window_start DESC, symbol
            LIMIT 3""";
    private static final DateTimeFormatter MINUTE =
            DateTimeFormatter.ofPattern("HH:mm").withZone(ZoneId.of("America/New_York"));

    private NewestBars() {}

    /** A line about them; empty if there are none, or if Pinot does not answer. */
    static String inPinot(String broker) {
        try (PinotClient pinot = PinotClient.of(broker)) {
            return line(pinot.query(QUERY).rows());
        } catch (PinotException down) {
            return "";
        }
    }

    /**
     * A line about bars.
     *
     * @param rows start in epoch milliseconds, symbol, close, volume and status; the newest first
     */
    static String line(List<List<Object>> rows) {
        if (rows.isEmpty()) {
            return "";
        }
        Object newest = rows.get(0).get(0);
        List<String> bars = new ArrayList<>();
        for (List<Object> row : rows) {
            if (row.get(0).equals(newest)) {
                bars.add(
                        "%s %.2f, %,.0f shares, %s"
                                .formatted(
                                        row.get(1),
                                        number(row.get(2)).doubleValue(),
                                        number(row.get(3)).doubleValue(),
                                        row.get(4)));
            }
        }
        String start = MINUTE.format(Instant.ofEpochMilli(number(newest).longValue()));
        return "Bars of %s in New York: %s".formatted(start, String.join("; ", bars));
    }

    private static Number number(Object value) {
        return (Number) value;
    }
}
