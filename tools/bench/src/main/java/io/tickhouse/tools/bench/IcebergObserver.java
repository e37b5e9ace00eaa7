package io.tickhouse.tools.bench;

import io.tickhouse.minio.lake.LakeSettings;
import io.tickhouse.tools.feed.WallClock;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotChanges;
import org.apache.iceberg.SnapshotSummary;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.data.parquet.GenericParquetReaders;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.parquet.Parquet;

/**
 * Reader of the Iceberg table that polls the catalog for new snapshots. It remembers when it saw
 * each, and reads their rows only after the run: reading during the run would slow down what is
 * measured.
 */
final class IcebergObserver extends Observer {

    private static final Duration POLL = Duration.ofMillis(100);
    private static final String EVENT_TIME = "event_time";

    private record Seen(Snapshot snapshot, long at) {}

    private final LakeSettings settings;
    private final TableIdentifier identifier;
    private final WallClock clock;
    private final List<Seen> seen = new ArrayList<>();
    private Catalog catalog;
    private Table table;
    private long known;

    /**
     * @param table {@code namespace.name}; its writer may create it later
     */
    IcebergObserver(LakeSettings settings, String table, Latencies latencies, WallClock clock) {
        super("iceberg", latencies);
        this.settings = settings;
        this.identifier = TableIdentifier.parse(table);
        this.clock = clock;
    }

    @Override
    String method() {
        return "asks the catalog for a new snapshot every "
                + POLL.toMillis()
                + " ms; every row of a snapshot counts as visible when it was first seen, up to"
                + " that much too late";
    }

    @Override
    AutoCloseable open() {
        catalog = settings.open("bench");
        return () -> {}; // it is still needed after the watch
    }

    @Override
    long look() throws InterruptedException {
        long rows = 0;
        Snapshot current = current();
        long now = clock.nanos();
        if (current != null && current.sequenceNumber() > known) {
            for (Snapshot snapshot : table.snapshots()) {
                if (snapshot.sequenceNumber() > known) {
                    seen.add(new Seen(snapshot, now));
                    rows +=
                            Long.parseLong(
                                    snapshot.summary()
                                            .getOrDefault(SnapshotSummary.ADDED_RECORDS_PROP, "0"));
                }
            }
            known = current.sequenceNumber();
        }
        TimeUnit.NANOSECONDS.sleep(POLL.toNanos());
        return rows;
    }

    /** The newest snapshot, or null if there is none, or no table yet. */
    private Snapshot current() {
        if (table != null) {
            table.refresh();
        } else if (catalog.tableExists(identifier)) {
            table = catalog.loadTable(identifier);
        }
        return table == null ? null : table.currentSnapshot();
    }

    @Override
    void complete() {
        try {
            for (Seen each : seen) {
                SnapshotChanges changes =
                        SnapshotChanges.builderFor(table).snapshot(each.snapshot()).build();
                for (DataFile file : changes.addedDataFiles()) {
                    read(file, each.at());
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void read(DataFile file, long at) throws IOException {
        Schema column = table.schema().select(EVENT_TIME);
        try (CloseableIterable<Record> records =
                Parquet.read(table.io().newInputFile(file.location()))
                        .project(column)
                        .createReaderFunc(
                                schema -> GenericParquetReaders.buildReader(column, schema))
                        .build()) {
            for (Record record : records) {
                OffsetDateTime time = (OffsetDateTime) record.getField(EVENT_TIME);
                latencies.seen(time.toEpochSecond() * 1_000_000_000L + time.getNano(), at, 1);
            }
        }
    }

    @Override
    public void close() {
        super.close();
        if (catalog instanceof Closeable closeable) {
            try {
                closeable.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
