package io.tickhouse.tools.care;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tickhouse.minio.care.CareRefusal;
import io.tickhouse.minio.lake.LakeSettings;
import io.tickhouse.tools.UserError;
import io.tickhouse.tools.Workspace;
import io.tickhouse.tools.lake.CatalogOption;
import io.tickhouse.tools.lake.Lake;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.LongConsumer;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.exceptions.CommitFailedException;
import org.apache.iceberg.exceptions.CommitStateUnknownException;
import org.apache.iceberg.exceptions.ValidationException;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** What the subcommands of {@code lake} have in common: each works on one table. */
abstract class TableCommand implements Callable<Integer> {

    private static final ObjectMapper JSON = new ObjectMapper();

    @Spec private CommandSpec spec;
    @Mixin private Workspace workspace;
    @Mixin private CatalogOption catalog;

    @Option(
            names = "--iceberg-catalog",
            paramLabel = "NAME",
            defaultValue = "local",
            description =
                    "Name of the catalog; --table may carry it as its first part (default"
                            + " ${DEFAULT-VALUE}).")
    private String catalogName;

    @Option(
            names = "--table",
            paramLabel = "[CATALOG.]DB.TABLE",
            defaultValue = "db.flattened_stocks",
            description = "The table (default ${DEFAULT-VALUE}).")
    private String table;

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    private Lake lake;

    /** Does the work; the result is the exit code. */
    abstract int run(Table table) throws IOException;

    @Override
    public Integer call() throws IOException {
        String name = tableName();
        if (name.split("\\.", -1).length < 3 || name.matches("(.*\\.)?(\\..*)?")) {
            throw UserError.badUsage("--table takes [CATALOG.]DB.TABLE, not " + table + ".");
        }
        try (Lake opened = Lake.of(settings(), name)) {
            lake = opened;
            return work(lake);
        }
    }

    /** Does all there is to do in this lake; the result is the exit code. */
    int work(Lake lake) throws IOException {
        return on(tableName());
    }

    /**
     * Does the work on one table.
     *
     * @param name with that of its catalog
     * @throws UserError if it cannot be done
     */
    final int on(String name) throws IOException {
        table = name;
        Table loaded = lake.table(name);
        try {
            int exitCode = run(loaded);
            out().flush();
            return exitCode;
        } catch (UserError e) {
            throw e;
        } catch (RuntimeException e) { // the store's client has its own exceptions
            throw told(e);
        }
    }

    /** What to say of a failure on the table. */
    final UserError told(RuntimeException failure) {
        if (failure instanceof CareRefusal) {
            return UserError.failed(failure.getMessage(), failure);
        }
        if (failure instanceof CommitStateUnknownException) {
            return UserError.outage(
                    "The catalog did not say whether it took the change: look with ./tickhouse"
                            + " lake snapshots, and run the command again.",
                    failure);
        }
        if (failure instanceof CommitFailedException) {
            return UserError.failed(
                    "Others committed to the table all the time ("
                            + firstLine(failure)
                            + "): run the command again.",
                    failure);
        }
        if (failure instanceof ValidationException || failure instanceof IllegalArgumentException) {
            return UserError.failed("Iceberg refuses: " + firstLine(failure) + ".", failure);
        }
        return lake.unreachable(failure);
    }

    private static String firstLine(Exception e) {
        return String.valueOf(e.getMessage()).lines().findFirst().orElse("").replaceAll("\\.$", "");
    }

    /** With the catalog's name as its first part. */
    String tableName() {
        return table.split("\\.", -1).length > 2 ? table : catalogName + "." + table;
    }

    LakeSettings settings() {
        return catalog.settings(workspace);
    }

    Workspace workspace() {
        return workspace;
    }

    /**
     * Another table of the same catalog; empty if there is none.
     *
     * @param name without that of the catalog
     */
    Optional<Table> other(String name) {
        return lake.find(inThisCatalog(name));
    }

    /**
     * The same, but one is made if there is none.
     *
     * @param schema of a new one
     */
    Table otherOrNew(String name, Schema schema) {
        return lake.findOrCreate(inThisCatalog(name), schema);
    }

    private String inThisCatalog(String name) {
        return tableName().substring(0, tableName().indexOf('.') + 1) + name;
    }

    /** Without the catalog's name. */
    String nameInCatalog() {
        return tableName().substring(tableName().indexOf('.') + 1);
    }

    PrintWriter err() {
        return spec.commandLine().getErr();
    }

    PrintWriter out() {
        return spec.commandLine().getOut();
    }

    boolean json() {
        return json;
    }

    void printJson(Object document) {
        try {
            out().println(JSON.writerWithDefaultPrettyPrinter().writeValueAsString(document));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e); // records of numbers and texts
        }
    }

    void print(Listing listing) {
        if (json) {
            printJson(listing.objects());
        } else {
            listing.print(out());
        }
    }

    /** Says on standard error how far long work is, so that it does not mix with the result. */
    LongConsumer progress(String format) {
        return done -> {
            err().printf(format + "%n", done);
            err().flush();
        };
    }
}
