package io.tickhouse.tools.sql;

import io.tickhouse.tools.Printable;
import io.tickhouse.tools.ResultFormat.Column;
import io.tickhouse.tools.RowPrinter;
import io.tickhouse.tools.UserError;
import io.tickhouse.tools.lake.Lake;
import io.tickhouse.tools.lake.SqlRequest;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.apache.flink.api.common.BatchShuffleMode;
import org.apache.flink.configuration.BatchExecutionOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.CoreOptions;
import org.apache.flink.configuration.ExecutionOptions;
import org.apache.flink.configuration.JobManagerOptions;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.configuration.WebOptions;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.table.api.EnvironmentSettings;
import org.apache.flink.table.api.ResultKind;
import org.apache.flink.table.api.TableEnvironment;
import org.apache.flink.table.api.TableResult;
import org.apache.flink.table.api.config.TableConfigOptions;
import org.apache.flink.table.types.DataType;
import org.apache.flink.table.types.logical.LogicalType;
import org.apache.flink.table.types.logical.LogicalTypeFamily;
import org.apache.flink.types.Row;
import org.apache.flink.util.CloseableIterator;

/** One catalog, and Flink over it. Statements run one after the other. */
final class Session implements AutoCloseable {

    /** The database where the jobs write by default. */
    private static final String DATABASE = "db";

    /** What a statement may begin with: what reads. */
    private static final Set<String> READING =
            Set.of(
                    "SELECT",
                    "WITH",
                    "VALUES",
                    "(",
                    "EXPLAIN",
                    "DESCRIBE",
                    "DESC",
                    "SHOW",
                    "USE",
                    "CALL");

    private final SqlRequest request;
    private final SqlCatalog catalog;
    private final TableEnvironment flink;
    private final Rewriter rewriter;
    private volatile JobClient job;

    /**
     * @throws UserError if the catalog does not answer
     */
    @SuppressWarnings("deprecation") // the successor of registerCatalog asks for a factory
    Session(SqlRequest request) {
        this.request = request;
        this.catalog = open(request);
        this.flink =
                TableEnvironment.create(
                        EnvironmentSettings.newInstance()
                                .inBatchMode()
                                .withConfiguration(configuration(request.parallelism()))
                                .build());
        this.rewriter = new Rewriter(request.catalog(), this::isDatabase);
        flink.registerCatalog(request.catalog(), catalog);
        flink.useCatalog(request.catalog());
    }

    private static SqlCatalog open(SqlRequest request) {
        try {
            SqlCatalog catalog = new SqlCatalog(request.catalog(), DATABASE, request.lake());
            catalog.listDatabases(); // asks the catalog for something
            return catalog;
        } catch (RuntimeException e) { // each kind of catalog has its own
            throw Lake.unreachable(request.lake(), e);
        }
    }

    private static Configuration configuration(int parallelism) {
        Configuration flink = new Configuration();
        Engine.use(flink);
        flink.set(CoreOptions.DEFAULT_PARALLELISM, parallelism);
        flink.setString("table.exec.iceberg.infer-source-parallelism", "false");
        // Times of the feed are in UTC; without this they would be those of the machine's zone.
        flink.set(TableConfigOptions.LOCAL_TIME_ZONE, "UTC");
        // All of a query at once: nothing is written to a disk between its parts.
        flink.set(ExecutionOptions.BATCH_SHUFFLE_MODE, BatchShuffleMode.ALL_EXCHANGES_PIPELINED);
        flink.set(JobManagerOptions.SCHEDULER, JobManagerOptions.SchedulerType.Default);
        flink.set(BatchExecutionOptions.SPECULATIVE_ENABLED, false);
        flink.set(TaskManagerOptions.NUM_TASK_SLOTS, parallelism);
        flink.set(TaskManagerOptions.MANAGED_MEMORY_SIZE, MemorySize.ofMebiBytes(64));
        MemorySize network = MemorySize.ofMebiBytes(16L * parallelism);
        flink.set(TaskManagerOptions.NETWORK_MEMORY_MIN, network);
        flink.set(TaskManagerOptions.NETWORK_MEMORY_MAX, network);
        flink.set(RestOptions.BIND_ADDRESS, "127.0.0.1");
        flink.set(RestOptions.ADDRESS, "127.0.0.1");
        flink.set(WebOptions.SUBMIT_ENABLE, false);
        flink.set(WebOptions.CANCEL_ENABLE, false);
        return flink;
    }

    private boolean isDatabase(String name) {
        return catalog.databaseExists(name);
    }

    /**
     * Runs a statement and prints what it gives.
     *
     * @throws UserError if it cannot be run
     */
    void run(String statement, PrintWriter out) {
        List<Token> tokens =
                Token.of(statement).stream()
                        .filter(token -> token.kind() != Token.Kind.GAP)
                        .toList();
        String first = tokens.isEmpty() ? "" : tokens.get(0).text().toUpperCase(Locale.ROOT);
        if (tokens.stream().anyMatch(token -> token.kind() == Token.Kind.OPEN)) {
            throw UserError.badUsage("A quote or a comment of the statement has no end.");
        }
        if (!READING.contains(first)) {
            throw UserError.badUsage(
                    "lake sql reads the lake, and "
                            + first
                            + " is none of SELECT, WITH, VALUES, EXPLAIN, DESCRIBE, SHOW, USE and"
                            + " CALL.");
        }
        if (first.equals("CALL")) {
            Commands.refuse(tokens);
        }
        try {
            TableResult result = flink.executeSql(rewriter.rewrite(statement));
            job = result.getJobClient().orElse(null);
            print(result, isText(tokens), out);
        } catch (UserError e) {
            throw e;
        } catch (Exception e) {
            throw UserError.failed(Failure.sentence(e), e);
        } finally {
            job = null;
        }
    }

    /** Ends the query that runs, if there is one. */
    void cancel() {
        JobClient running = job;
        if (running != null) {
            var unused = running.cancel(); // its end is seen by whoever reads the rows
        }
    }

    /** Whether the result is a text of many lines instead of rows. */
    private static boolean isText(List<Token> tokens) {
        return tokens.get(0).is("EXPLAIN")
                || (tokens.size() > 1 && tokens.get(0).is("SHOW") && tokens.get(1).is("CREATE"));
    }

    @SuppressWarnings("try") // closing it may be interrupted, which does not happen here
    private void print(TableResult result, boolean isText, PrintWriter out) throws Exception {
        List<String> names = result.getResolvedSchema().getColumnNames();
        List<LogicalType> types =
                result.getResolvedSchema().getColumnDataTypes().stream()
                        .map(DataType::getLogicalType)
                        .toList();
        try (CloseableIterator<Row> rows = result.collect()) {
            if (isText) {
                rows.forEachRemaining(row -> printText(String.valueOf(row.getField(0)), out));
                return;
            }
            if (result.getResultKind() == ResultKind.SUCCESS) {
                return;
            }
            RowPrinter printer = request.format().printer(columns(names, types), out);
            while (rows.hasNext()) {
                printer.row(Values.plain(rows.next(), types));
                if (out.checkError()) {
                    return; // whoever read has enough
                }
            }
            printer.end();
        }
    }

    private static List<Column> columns(List<String> names, List<LogicalType> types) {
        Column[] columns = new Column[names.size()];
        for (int i = 0; i < columns.length; i++) {
            columns[i] = new Column(names.get(i), types.get(i).is(LogicalTypeFamily.NUMERIC));
        }
        return List.of(columns);
    }

    private static void printText(String text, PrintWriter out) {
        text.lines().map(Printable::text).forEach(line -> out.print(line + "\n"));
        out.flush();
    }

    @Override
    public void close() {
        Engine.stop();
        catalog.close();
    }
}
