package io.tickhouse.tools.care;

import org.apache.iceberg.Table;
import org.apache.iceberg.UpdatePartitionSpec;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code tickhouse lake partition}. */
@Command(
        name = "partition",
        mixinStandardHelpOptions = true,
        description =
                "Shows by what a table is partitioned, or changes it for files that are written from"
                        + " now on.",
        subcommands = {PartitionCommand.Add.class, PartitionCommand.Replace.class},
        footer = {"", "Example:", "  ./tickhouse lake partition add \"bucket(16, S)\""})
final class PartitionCommand extends TableCommand {

    @Override
    int run(Table table) {
        print(PartitionChange.fields(table.spec(), table.schema()));
        return 0;
    }

    /** {@code tickhouse lake partition add}. */
    @Command(
            name = "add",
            mixinStandardHelpOptions = true,
            description = "Divides partitions further.",
            footer = {"", "Example:", "  ./tickhouse lake partition add \"bucket(16, S)\""})
    static final class Add extends PartitionChange {

        @Parameters(
                paramLabel = "BY",
                description = "Such as day(event_time), month(event_time) or bucket(16, S).")
        private String by;

        @Override
        PartitionTransform added() {
            return PartitionTransform.of(by);
        }

        @Override
        void prepare(UpdatePartitionSpec update) {
            update.addField(added().term());
        }
    }

    /** {@code tickhouse lake partition replace}. */
    @Command(
            name = "replace",
            mixinStandardHelpOptions = true,
            description = "Divides by something else.",
            footer = {
                "",
                "Example:",
                "  ./tickhouse lake partition replace event_time_day \"month(event_time)\""
            })
    static final class Replace extends PartitionChange {

        @Parameters(
                index = "0",
                paramLabel = "FIELD",
                description = "What goes, as lake partition names it.")
        private String field;

        @Parameters(
                index = "1",
                paramLabel = "BY",
                description = "What comes, such as month(event_time).")
        private String by;

        @Override
        PartitionTransform added() {
            return PartitionTransform.of(by);
        }

        @Override
        void prepare(UpdatePartitionSpec update) {
            update.removeField(field).addField(added().term());
        }
    }
}
