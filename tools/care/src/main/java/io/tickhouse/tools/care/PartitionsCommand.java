package io.tickhouse.tools.care;

import io.tickhouse.minio.care.TableStats;
import io.tickhouse.minio.care.TableStats.Part;
import org.apache.iceberg.Table;
import picocli.CommandLine.Command;

/** {@code tickhouse lake partitions}. */
@Command(
        name = "partitions",
        mixinStandardHelpOptions = true,
        description = "Shows the partitions of a table, with their files and rows.",
        footer = {"", "Example:", "  ./tickhouse lake partitions"})
final class PartitionsCommand extends TableCommand {

    @Override
    int run(Table table) {
        Listing listing =
                new Listing(
                        "partition",
                        "file_count",
                        "small_files",
                        "record_count",
                        "total_data_file_size_in_bytes",
                        "spec_id");
        for (Part each : TableStats.of(table, TableStats.targetBytes(table)).partitions()) {
            listing.row(
                    each.name(),
                    each.files(),
                    each.small(),
                    each.rows(),
                    each.bytes(),
                    each.specId());
        }
        print(listing);
        return 0;
    }
}
