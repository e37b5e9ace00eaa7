package io.tickhouse.tools.lake;

import io.tickhouse.tools.JavaProgram;
import io.tickhouse.tools.NamedQueries;
import io.tickhouse.tools.OpenedPackages;
import io.tickhouse.tools.ResultFormat;
import io.tickhouse.tools.UserError;
import io.tickhouse.tools.Workspace;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * Runs SQL on the tables of the lake. The work is done by a program of its own, {@code tools/sql}:
 * Flink's planner does not belong on the class path of every command.
 */
@Command(
        name = "sql",
        mixinStandardHelpOptions = true,
        description = {
            "Run SQL, or a query of minio/queries by its name, on the tables of the lake. Without"
                    + " either it opens a shell.",
            "It is Flink SQL that also knows VERSION AS OF, TIMESTAMP AS OF and the views of"
                    + " Iceberg, such as db.flattened_stocks.snapshots. Times are in UTC."
        },
        footer = {
            "%nExamples:",
            "  ./tickhouse lake sql",
            "  ./tickhouse lake sql top-symbols",
            "  ./tickhouse lake sql -e \"SELECT S, MAX(p) FROM db.flattened_stocks GROUP BY S\"",
            "  ./tickhouse lake sql -f report.sql --format csv",
            "%nNames are case-sensitive (S is the symbol, s the size). A column that is a key word"
                    + " needs backticks, such as `as` of quotes; timestamp does not."
        })
public final class SqlCommand implements Callable<Integer> {

    private static final String MODULE = "tools/sql/target";

    @Mixin private Workspace workspace;
    @Mixin private CatalogOption catalog;
    @Spec private CommandSpec spec;

    @Parameters(arity = "0..1", paramLabel = "SQL|NAME", description = "What to run.")
    private String query;

    @Option(
            names = {"-e", "--execute"},
            paramLabel = "SQL",
            description = "Statements to run, with semicolons between them.")
    private String statements;

    @Option(
            names = {"-f", "--file"},
            paramLabel = "FILE",
            description = "File with statements to run; - for the standard input.")
    private String file;

    @Option(names = "--list", description = "List the named queries.")
    private boolean list;

    @Option(
            names = "--format",
            paramLabel = "table|csv|json",
            defaultValue = "table",
            description = "How to print the rows (default ${DEFAULT-VALUE}).")
    private String format;

    @Option(names = "--json", description = "Short for --format json.")
    private boolean json;

    @Option(
            names = "--iceberg-catalog",
            paramLabel = "NAME",
            defaultValue = "local",
            description =
                    "Name of the catalog (default ${DEFAULT-VALUE}). In statements local, lake and"
                            + " spark_catalog mean it, too.")
    private String catalogName;

    @Option(
            names = "--parallelism",
            paramLabel = "N",
            defaultValue = "1",
            description = "How many threads a query may use (default ${DEFAULT-VALUE}).")
    private int parallelism;

    @Override
    public Integer call() throws IOException, InterruptedException {
        NamedQueries named = new NamedQueries(workspace.projectRoot().resolve("minio/queries"));
        if (list) {
            named.list(spec.commandLine().getOut());
            return 0;
        }
        return run(request(named));
    }

    private SqlRequest request(NamedQueries named) {
        if (Stream.of(query, statements, file).filter(Objects::nonNull).count() > 1) {
            throw UserError.badUsage("Give SQL or a name, -e or -f: only one of them.");
        }
        if (parallelism < 1) {
            throw UserError.badUsage("--parallelism is at least 1.");
        }
        String sql = query == null ? statements : named.sql(query);
        boolean piped = sql == null && file == null && !hasTerminal();
        return new SqlRequest(
                catalog.settings(workspace),
                catalogName,
                sql,
                piped ? "-" : file,
                json ? ResultFormat.JSON : ResultFormat.named(format),
                workspace.home().resolve("cli/sql-history").toString(),
                parallelism,
                workspace.isNamed() ? workspace.home().toString() : null);
    }

    @SuppressWarnings("SystemConsoleNull") // so it is in Java 17, which is required
    private static boolean hasTerminal() {
        return System.console() != null;
    }

    private int run(SqlRequest request) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(commandLine()).inheritIO();
        builder.environment().put(SqlRequest.VARIABLE, request.toText());
        Process program = builder.start();
        boolean shell = request.statements() == null && request.file() == null;
        // A terminal sends Ctrl-C to both. The shell only drops its line then, so this process must
        // stay as long as the shell does.
        Thread end =
                new Thread(
                        () -> {
                            if (!shell) {
                                program.destroy();
                            }
                            Runtime.getRuntime().halt(exitCode(program));
                        });
        Runtime.getRuntime().addShutdownHook(end);
        int code = program.waitFor();
        try {
            Runtime.getRuntime().removeShutdownHook(end);
        } catch (IllegalStateException e) {
            end.join(); // it ends this process
        }
        return code;
    }

    private static int exitCode(Process program) {
        while (true) {
            try {
                return program.waitFor();
            } catch (InterruptedException e) {
                // Nothing else ends a hook.
            }
        }
    }

    private List<String> commandLine() throws IOException {
        Path module = workspace.projectRoot().resolve(MODULE);
        String libraries;
        try {
            libraries = Files.readString(module.resolve("classpath.txt")).strip();
        } catch (NoSuchFileException e) {
            throw UserError.failed(
                    "There is no "
                            + module.resolve("classpath.txt")
                            + ": build it with mvn -Pfast package, or start this command through"
                            + " ./tickhouse.",
                    e);
        }
        List<String> line = new ArrayList<>();
        line.add(JavaProgram.path());
        line.addAll(List.of("-XX:+UseSerialGC", "-Xmx768m"));
        line.add("-Djava.io.tmpdir=" + System.getProperty("java.io.tmpdir"));
        line.add("-Dtickhouse.debug=" + Boolean.getBoolean("tickhouse.debug"));
        line.addAll(OpenedPackages.OPTIONS);
        line.addAll(List.of("-cp", module.resolve("classes") + File.pathSeparator + libraries));
        line.add("io.tickhouse.tools.sql.LakeSql");
        return line;
    }
}
