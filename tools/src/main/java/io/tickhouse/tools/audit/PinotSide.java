package io.tickhouse.tools.audit;

import io.tickhouse.pinot.PinotClient;
import io.tickhouse.pinot.PinotException;
import io.tickhouse.tools.UserError;
import io.tickhouse.tools.audit.AuditReport.PinotCount;
import java.util.ArrayList;
import java.util.List;

/**
 * Pinot's row counts beside the topics that its tables consume; the table of a topic has the name
 * {@code flattened_stocks}, {@code _quotes} or {@code _bars}.
 *
 * <p>Compared are all rows of a topic, not only those of the audited range, since Pinot cannot
 * count a range. That is sound only while the topic stands still: a count is taken as compared if
 * the topic ends after it where it was read to before it.
 */
final class PinotSide implements AutoCloseable {

    private static final List<String> TABLES =
            List.of("flattened_stocks", "flattened_stocks_quotes", "flattened_stocks_bars");
    private static final long MOVED = -1;

    private final PinotClient client;
    private final List<String> topics;

    PinotSide(String broker, List<String> topics) {
        this.client = PinotClient.of(broker);
        this.topics = topics;
    }

    List<PinotCount> compare(FlattenedSide flattened) {
        List<PinotCount> counts = new ArrayList<>();
        for (int i = 0; i < TABLES.size(); i++) {
            counts.add(compare(TABLES.get(i), topics.get(i), flattened));
        }
        return counts;
    }

    private PinotCount compare(String table, String topic, FlattenedSide flattened) {
        long expected = flattened.distinctRows(topic);
        long rows;
        try {
            rows = client.query("SELECT COUNT(*) FROM " + table).onlyLong();
        } catch (PinotException e) {
            return switch (e.kind()) {
                case UNKNOWN_TABLE ->
                        new PinotCount(table, expected, 0, expected == 0 ? "" : "no such table");
                case UNREACHABLE ->
                        throw UserError.failed(
                                e.getMessage()
                                        + " Start it with ./tickhouse up, name it with"
                                        + " --pinot-broker, or leave it out with --no-pinot.",
                                e);
                case UNKNOWN_COLUMN, BAD_SQL, NO_TOPIC, REFUSED ->
                        new PinotCount(table, expected, 0, e.getMessage());
            };
        }
        return flattened.stands(topic)
                ? new PinotCount(table, expected, rows, "")
                : new PinotCount(table, MOVED, rows, "the topic grew meanwhile; use --wait");
    }

    @Override
    public void close() {
        client.close();
    }
}
