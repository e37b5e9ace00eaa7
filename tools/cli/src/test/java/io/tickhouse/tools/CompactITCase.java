package io.tickhouse.tools;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tickhouse.minio.care.Receipt;
import io.tickhouse.tools.stack.Progress;
import io.tickhouse.tools.stack.StackOptions;
import java.io.Closeable;
import java.io.IOException;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.catalog.TableIdentifier;
import org.junit.jupiter.api.Test;

/** Compacts a table on real services, while the flatten job writes it. */
class CompactITCase extends OnAStack {

    CompactITCase() {
        super(StackOptions.only("kafka", "catalog", "flink"));
    }

    @Test
    void rowsStayWholeBesideAWriterAndWhenTheTaskManagerIsKilled() throws Exception {
        Lane lane = Lane.of("compacted");
        CompletableFuture<Void> feed = generateSlowly(lane);
        String job = submit(lane);
        try {
            awaitCheckpoints(job, 4);
            compact(lane);
            feed.join();
            generate(lane, "--trades=12000", "--rate=4000");
            audit(lane);

            // Both jobs are restarted; the compaction plans anew.
            CompletableFuture<Void> compaction = CompletableFuture.runAsync(() -> compact(lane));
            await().atMost(SOON).until(() -> compactions() == 2);
            kill("taskmanager");
            stack.heal(Progress.toStandardError());
            compaction.join();

            audit(lane);
            assertThat(receipts()).hasSizeGreaterThanOrEqualTo(2);
            lake("verify", lane, "--all");
            lake("receipts", lane);
        } finally {
            cancel(job);
        }
    }

    private long compactions() {
        return flink.jobs().stream()
                .filter(job -> job.name().equals("compact db.compacted"))
                .count();
    }

    private void compact(Lane lane) {
        lake("compact", lane, "--min-input-files=2");
    }

    private void lake(String command, Lane lane, String... more) {
        String[] arguments = new String[3 + more.length];
        arguments[0] = "lake";
        arguments[1] = command;
        arguments[2] = "--table=" + lane.table();
        System.arraycopy(more, 0, arguments, 3, more.length);
        succeed(arguments);
    }

    private Set<Receipt> receipts() throws IOException {
        Catalog catalog = stack.endpoints().lake().open("local");
        try {
            Table table = catalog.loadTable(TableIdentifier.of("db", "compacted"));
            Set<Receipt> receipts = new HashSet<>();
            for (Snapshot each : table.snapshots()) {
                Receipt.of(each).ifPresent(receipts::add);
            }
            return receipts;
        } finally {
            ((Closeable) catalog).close();
        }
    }
}
