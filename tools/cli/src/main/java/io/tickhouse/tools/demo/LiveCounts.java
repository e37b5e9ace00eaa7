package io.tickhouse.tools.demo;

import io.tickhouse.pinot.PinotClient;
import io.tickhouse.pinot.PinotException;
import io.tickhouse.tools.Endpoints;
import java.io.Closeable;
import java.io.IOException;
import java.util.List;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.catalog.TableIdentifier;

/**
 * The counts of the local stack, as a display for people. If a service is down, the last count is
 * repeated: the audit is the proof, not this.
 */
final class LiveCounts implements Counts {

    private static final TableIdentifier TRADES = TableIdentifier.of("db", "flattened_stocks");
    private static final String NEWEST =
            "SELECT COUNT(*), MAX(\"timestamp\") FROM flattened_stocks";

    private final Catalog catalog;
    private final PinotClient pinot;
    private long iceberg;
    private long inPinot;
    private final long icebergBefore;
    private final long pinotBefore;
    private double newestEventMs;

    LiveCounts(Endpoints endpoints) {
        catalog = endpoints.lake().open("local");
        pinot = PinotClient.of(endpoints.pinotBroker());
        icebergBefore = icebergRows();
        pinotBefore = pinotRows();
    }

    @Override
    public long iceberg() {
        return icebergRows() - icebergBefore;
    }

    @Override
    public long pinot() {
        return pinotRows() - pinotBefore;
    }

    private long icebergRows() {
        try {
            if (catalog.tableExists(TRADES)) {
                Snapshot snapshot = catalog.loadTable(TRADES).currentSnapshot();
                iceberg =
                        snapshot == null
                                ? 0
                                : Long.parseLong(
                                        snapshot.summary().getOrDefault("total-records", "0"));
            }
            return iceberg;
        } catch (RuntimeException down) {
            return iceberg;
        }
    }

    private long pinotRows() {
        try {
            List<Object> row = pinot.query(NEWEST).rows().get(0);
            inPinot = ((Number) row.get(0)).longValue();
            newestEventMs = inPinot == 0 ? 0 : ((Number) row.get(1)).doubleValue();
            return inPinot;
        } catch (PinotException down) {
            return inPinot;
        }
    }

    @Override
    public String age() {
        return newestEventMs == 0
                ? "-"
                : "%.1fs".formatted((System.currentTimeMillis() - newestEventMs) / 1000.0);
    }

    @Override
    public void close() throws IOException {
        if (catalog instanceof Closeable open) {
            open.close();
        }
        pinot.close();
    }
}
