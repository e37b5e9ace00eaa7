package io.tickhouse.jobs.compact;

import io.tickhouse.connectors.iceberg.LakeCatalog;
import io.tickhouse.connectors.iceberg.LakeTables;
import io.tickhouse.connectors.iceberg.RowDataSum;
import io.tickhouse.jobs.options.Warnings;
import io.tickhouse.minio.care.Proof;
import io.tickhouse.minio.care.Publication;
import io.tickhouse.minio.care.RecordSum;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.connector.source.lib.NumberSequenceSource;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;
import org.apache.iceberg.SortOrder;
import org.apache.iceberg.Table;
import org.apache.iceberg.flink.TableLoader;

/**
 * Makes few large files of many small ones, once, beside the writers of the table.
 *
 * <pre>
 * plan (1) -> rewrite (n) -> verify (n) -> commit (1)
 * </pre>
 *
 * <p>Guarantee: a commit replaces files by files with the same rows, or there is no commit. Rows
 * are hashed when they are read ({@link RowDataSum}), and again when the new files are read, by
 * another reader in another task ({@link RecordSum}). With the cheap {@link Proof} only counts are
 * compared. {@link Publication} tells what holds beside writers. The job has no state and takes no
 * checkpoints: after a restart it plans anew, and what it wrote before is removed.
 */
public final class CompactJob {

    static final String START = "start";
    static final String PLAN = "plan";
    static final String REWRITE = "rewrite";
    static final String VERIFY = "verify";
    static final String COMMIT = "commit";

    private CompactJob() {}

    public static void main(String[] args) throws Exception {
        Optional<CompactOptions> parsed =
                CompactOptions.parse(
                        new PrintWriter(System.out, true, StandardCharsets.UTF_8), args);
        if (parsed.isEmpty()) {
            return;
        }
        CompactOptions options = parsed.get();
        StreamExecutionEnvironment env =
                StreamExecutionEnvironment.getExecutionEnvironment(options.configuration());
        env.getCheckpointConfig().disableCheckpointing();
        LakeCatalog catalog = options.catalog.catalog();
        define(
                env,
                TableLoader.fromCatalog(catalog, options.tableIdentifier()),
                options.order(),
                env.getParallelism(),
                RowCopy.EXACT,
                ledger(options, catalog));
        env.execute(options.jobName());
    }

    /** Looks for the table, and makes the ledger if it is missing. */
    private static Ledger ledger(CompactOptions options, LakeCatalog catalog) throws IOException {
        try (LakeTables tables = new LakeTables(catalog, Warnings::print)) {
            tables.require(options.tableIdentifier(), "--table");
            if (!options.hasReceiptsTable()) {
                return Ledger.none();
            }
            tables.ensureReceipts(options.receiptsTable());
            return Ledger.in(
                    TableLoader.fromCatalog(catalog, options.receiptsTable()),
                    options.tableIdentifier());
        }
    }

    /** The topology. Tests call it with a way of copying rows of their own. */
    static void define(
            StreamExecutionEnvironment env,
            TableLoader loader,
            Order order,
            int parallelism,
            RowCopy rowCopy,
            Ledger ledger) {
        env.fromSource(
                        new NumberSequenceSource(0, 0),
                        WatermarkStrategy.noWatermarks(),
                        START,
                        Types.LONG)
                .uid(START)
                .setParallelism(1)
                .process(new PlanFunction(loader.clone(), order))
                .name(PLAN)
                .uid(PLAN)
                .setParallelism(1)
                .rebalance()
                .process(new RewriteFunction(loader.clone(), rowCopy, order.proof()))
                .name(REWRITE)
                .uid(REWRITE)
                .setParallelism(parallelism)
                // Also with one subtask, so that it is another task that reads again.
                .rebalance()
                .process(new VerifyFunction(loader.clone(), order.proof()))
                .name(VERIFY)
                .uid(VERIFY)
                .setParallelism(parallelism)
                .rebalance()
                .transform(
                        COMMIT,
                        Types.LONG,
                        new CommitOperator(loader.clone(), order.commits(), order.proof(), ledger))
                .uid(COMMIT)
                .setParallelism(1)
                .sinkTo(new DiscardingSink<>())
                .name("snapshots")
                .uid("snapshots")
                .setParallelism(1);
    }

    /** A sort order of the table, which lists that of no order only if it began with it. */
    static SortOrder sortOrder(Table table, int id) {
        return id == SortOrder.unsorted().orderId()
                ? SortOrder.unsorted()
                : table.sortOrders().get(id);
    }

    /** The table, through a catalog that the task opens on its own machine. */
    static Table open(TableLoader loader) {
        if (!loader.isOpen()) {
            loader.open();
        }
        return loader.loadTable();
    }
}
