package io.tickhouse.tools.care;

import io.tickhouse.tools.lake.SqlCommand;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code tickhouse lake}. */
@Command(
        name = "lake",
        mixinStandardHelpOptions = true,
        description = "Looks after the Iceberg tables, also while jobs write them.",
        subcommands = {
            StatsCommand.class,
            CareCommand.class,
            CompactCommand.class,
            ReceiptsCommand.class,
            VerifyCommand.class,
            ExpireCommand.class,
            OrphansCommand.class,
            ManifestsCommand.class,
            SnapshotsCommand.class,
            HistoryCommand.class,
            FilesCommand.class,
            PartitionsCommand.class,
            RefsCommand.class,
            TagCommand.class,
            RollbackCommand.class,
            SchemaCommand.class,
            PartitionCommand.class,
            PropertiesCommand.class,
            RenameColumnsCommand.class,
            SqlCommand.class,
        },
        footer = {"", "Example:", "  ./tickhouse lake expire --older-than 1h --dry-run"})
public final class LakeCommand implements Runnable {

    @Spec private CommandSpec spec;

    @Override
    public void run() {
        throw new CommandLine.ParameterException(
                spec.commandLine(),
                "Say which: lake "
                        + String.join(", ", spec.commandLine().getSubcommands().keySet())
                        + ".");
    }
}
