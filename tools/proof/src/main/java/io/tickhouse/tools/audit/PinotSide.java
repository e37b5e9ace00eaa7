package io.tickhouse.tools.audit;

import io.tickhouse.model.Kind;
import io.tickhouse.pinot.PinotClient;
import io.tickhouse.pinot.PinotException;
import io.tickhouse.pinot.PinotTables;
import io.tickhouse.tools.UserError;
import io.tickhouse.tools.audit.AuditOptions.Pinot;
import io.tickhouse.tools.audit.AuditReport.PinotTable;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Compares Pinot's tables with the topics that they consume according to Pinot's controller. Every
 * coordinate of the audited range must be in the table as often as it is in the topic.
 *
 * <p>Reads the column {@code src} segment by segment and in pages, which Pinot answers quickly even
 * for millions of rows. It reads only if the table has enough rows, or on the last look.
 */
final class PinotSide implements AutoCloseable {

    private static final int PAGE = 100_000;

    private final RawIndex raw;
    private final PinotClient client;
    private final PinotTables tables;
    private final Collection<String> topics;

    PinotSide(RawIndex raw, Pinot pinot, Map<Kind, String> topics) {
        this.raw = raw;
        this.client = PinotClient.of(pinot.broker());
        this.tables = new PinotTables(pinot.controller());
        this.topics = topics.values();
    }

    /**
     * Compares the current state.
     *
     * @param last whether this is the last look, so that missing coordinates must be named
     */
    List<PinotTable> compare(FlattenedSide flattened, boolean last) {
        List<PinotTable> found = new ArrayList<>();
        for (String topic : topics) {
            try {
                List<String> consumers = tables.consumersOf(topic);
                Seen rows = flattened.rows(topic);
                if (consumers.isEmpty() && rows.distinct() > 0) {
                    found.add(
                            PinotTable.not(
                                    "of " + topic,
                                    topic,
                                    0,
                                    "no table consumes this topic: make one with ./tickhouse pinot"
                                            + " apply, or leave Pinot out with --no-pinot"));
                }
                for (String table : consumers) {
                    found.add(compare(table, topic, flattened, last));
                }
            } catch (PinotException e) {
                found.add(PinotTable.not("of " + topic, topic, 0, orOutage(e)));
            }
        }
        return found;
    }

    private static String orOutage(PinotException e) {
        return switch (e.kind()) {
            case UNREACHABLE ->
                    throw UserError.outage(
                            e.getMessage()
                                    + " Start it with ./tickhouse up, name it with --pinot-broker"
                                    + " and --pinot-controller, or leave it out with --no-pinot.",
                            e);
            case UNKNOWN_TABLE, UNKNOWN_COLUMN, BAD_SQL, NO_TOPIC, REFUSED -> e.getMessage();
        };
    }

    private PinotTable compare(String table, String topic, FlattenedSide flattened, boolean last) {
        Seen inTopic = flattened.rows(topic);
        long rows = 0;
        try {
            rows = client.query("SELECT COUNT(*) FROM " + table).onlyLong();
            if (rows < inTopic.distinct() && !last) {
                return PinotTable.not(table, topic, rows, "not all rows are there yet");
            }
            PinotTable found = Reconciliation.table(raw, table, topic, rows, read(table), inTopic);
            return found.agrees() || flattened.stands(topic)
                    ? found
                    : PinotTable.not(
                            table, topic, rows, "the topic grew during the audit; use --wait");
        } catch (PinotException e) {
            return PinotTable.not(table, topic, rows, orOutage(e));
        }
    }

    private Seen read(String table) {
        Seen seen = new Seen(raw, null);
        Map<String, Long> segments = new HashMap<>();
        for (List<Object> row :
                client.query(
                                "SELECT $segmentName, COUNT(*) FROM "
                                        + table
                                        + " GROUP BY $segmentName LIMIT 1000000")
                        .rows()) {
            segments.put((String) row.get(0), ((Number) row.get(1)).longValue());
        }
        segments.forEach(
                (segment, rows) -> {
                    for (long from = 0; from < rows; from += PAGE) {
                        read(table, segment, from, Math.min(rows, from + PAGE), seen);
                    }
                });
        seen.settle();
        return seen;
    }

    private void read(String table, String segment, long from, long until, Seen seen) {
        String sql =
                "SELECT src FROM %s WHERE $segmentName = '%s' AND $docId >= %d AND $docId < %d LIMIT %d"
                        .formatted(table, segment, from, until, PAGE);
        for (List<Object> row : client.query(sql).rows()) {
            SrcField.ofText(String.valueOf(row.get(0)))
                    .ifPresentOrElse(each -> seen.row(each, Seen.NO_TIME), seen::unreadable);
        }
    }

    @Override
    public void close() {
        client.close();
    }
}
