package io.tickhouse.tools.care;

import io.tickhouse.tools.UserError;
import org.apache.iceberg.Table;
import org.apache.iceberg.UpdateSchema;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code tickhouse lake schema}. */
@Command(
        name = "schema",
        mixinStandardHelpOptions = true,
        description = "Shows the columns of a table, or changes them. No file is written anew.",
        subcommands = {
            SchemaCommand.Add.class,
            SchemaCommand.Rename.class,
            SchemaCommand.Widen.class,
            SchemaCommand.Doc.class,
        },
        footer = {"", "Example:", "  ./tickhouse lake schema add venue string"})
final class SchemaCommand extends TableCommand {

    @Override
    int run(Table table) {
        print(SchemaChange.columns(table.schema()));
        return 0;
    }

    /** {@code tickhouse lake schema add}. */
    @Command(
            name = "add",
            mixinStandardHelpOptions = true,
            description = "Adds a column, which is null in all rows that are there.",
            footer = {"", "Example:", "  ./tickhouse lake schema add venue string"})
    static final class Add extends SchemaChange {

        @Parameters(index = "0", paramLabel = "COLUMN", description = "Its name.")
        private String name;

        @Parameters(
                index = "1",
                paramLabel = "TYPE",
                description = "Its type, such as string, long, double or list<string>.")
        private String type;

        @Option(names = "--doc", paramLabel = "TEXT", description = "What it means.")
        private String doc;

        @Override
        void prepare(Table table, UpdateSchema update) {
            // Not "a.b" within a column: a dot may be in a name.
            update.addColumn(null, name, ColumnType.of(type), doc);
        }

        @Override
        String note() {
            return "A job that runs writes the columns of its start: restart it if it has this one.";
        }
    }

    /** {@code tickhouse lake schema rename}. */
    @Command(
            name = "rename",
            mixinStandardHelpOptions = true,
            description = "Renames a column that no job writes.",
            footer = {"", "Example:", "  ./tickhouse lake schema rename venue market"})
    static final class Rename extends SchemaChange {

        @Parameters(index = "0", paramLabel = "COLUMN", description = "Its name.")
        private String name;

        @Parameters(index = "1", paramLabel = "NEW", description = "Its new name.")
        private String to;

        @Override
        void prepare(Table table, UpdateSchema update) {
            WrittenColumns.of(table.schema())
                    .filter(written -> written.has(name))
                    .ifPresent(
                            written -> {
                                throw UserError.failed(
                                        "The flatten job writes column "
                                                + name
                                                + ", and would add it anew at its next start: name"
                                                + " all columns in words with ./tickhouse lake"
                                                + " rename-columns descriptive, or leave it.");
                            });
            update.renameColumn(name, to);
        }

        @Override
        String note() {
            return "Queries that name the old column have to be changed.";
        }
    }

    /** {@code tickhouse lake schema widen}. */
    @Command(
            name = "widen",
            mixinStandardHelpOptions = true,
            description =
                    "Gives a column a wider type: int to long, float to double, decimal to one with"
                            + " more digits.",
            footer = {"", "Example:", "  ./tickhouse lake schema widen level long"})
    static final class Widen extends SchemaChange {

        @Parameters(index = "0", paramLabel = "COLUMN", description = "Its name.")
        private String name;

        @Parameters(index = "1", paramLabel = "TYPE", description = "Its new type.")
        private String type;

        @Override
        void prepare(Table table, UpdateSchema update) {
            WrittenColumns.of(table.schema())
                    .filter(written -> written.has(name))
                    .ifPresent(
                            written -> {
                                throw UserError.failed(
                                        "The flatten job writes column "
                                                + name
                                                + " with the type that it has, and refuses any"
                                                + " other at its next start: leave it.");
                            });
            update.updateColumn(name, ColumnType.primitive(type));
        }

        @Override
        String note() {
            return "Files that are there keep the narrow type, and are read as the wide one.";
        }
    }

    /** {@code tickhouse lake schema doc}. */
    @Command(
            name = "doc",
            mixinStandardHelpOptions = true,
            description = "Says what a column means.",
            footer = {"", "Example:", "  ./tickhouse lake schema doc s \"size of the trade\""})
    static final class Doc extends SchemaChange {

        @Parameters(index = "0", paramLabel = "COLUMN", description = "Its name.")
        private String name;

        @Parameters(index = "1", paramLabel = "TEXT", description = "What it means.")
        private String doc;

        @Override
        void prepare(Table table, UpdateSchema update) {
            update.updateColumnDoc(name, doc);
        }

        @Override
        String note() {
            return "Writers and readers go on as before.";
        }
    }
}
