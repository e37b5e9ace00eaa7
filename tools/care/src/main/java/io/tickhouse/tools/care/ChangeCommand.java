package io.tickhouse.tools.care;

import java.io.IOException;
import org.apache.iceberg.HasTableOperations;
import org.apache.iceberg.Table;
import org.apache.iceberg.hadoop.HadoopTableOperations;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** What the subcommands have in common that change a table. */
abstract class ChangeCommand extends TableCommand {

    @Spec private CommandSpec command;

    @Option(
            names = "--dry-run",
            description = "Say what would change and what would not, and change nothing.")
    private boolean dryRun;

    /** Does the work, or says what it would be; the result is the exit code. */
    abstract int change(Table table) throws IOException;

    boolean dryRun() {
        return dryRun;
    }

    @Override
    final int run(Table table) throws IOException {
        if (!dryRun && losesCommits(table)) {
            command.commandLine()
                    .getErr()
                    .println(
                            "A Hadoop catalog on S3 loses one of two commits at the same moment:"
                                    + " stop the jobs that write the table meanwhile, or use a REST"
                                    + " or JDBC catalog.");
        }
        return change(table);
    }

    private static boolean losesCommits(Table table) {
        return table instanceof HasTableOperations known
                && known.operations() instanceof HadoopTableOperations
                && table.location().startsWith("s3");
    }
}
