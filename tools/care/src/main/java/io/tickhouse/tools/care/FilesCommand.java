package io.tickhouse.tools.care;

import io.tickhouse.minio.care.TableStats;
import java.io.IOException;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableScan;
import org.apache.iceberg.io.CloseableIterable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code tickhouse lake files}. */
@Command(
        name = "files",
        mixinStandardHelpOptions = true,
        description = "Shows the data files of a table.",
        footer = {"", "Example:", "  ./tickhouse lake files --snapshot 5937117119577207000"})
final class FilesCommand extends TableCommand {

    @Option(
            names = "--snapshot",
            paramLabel = "ID",
            description = "As they were in this snapshot (default: the newest).")
    private Long snapshot;

    @Override
    int run(Table table) throws IOException {
        Listing listing =
                new Listing(
                        "partition",
                        "record_count",
                        "file_size_in_bytes",
                        "delete_files",
                        "sort_order_id",
                        "spec_id",
                        "file_path");
        TableScan scan = snapshot == null ? table.newScan() : table.newScan().useSnapshot(snapshot);
        try (CloseableIterable<FileScanTask> tasks =
                table.currentSnapshot() == null ? CloseableIterable.empty() : scan.planFiles()) {
            for (FileScanTask task : tasks) {
                DataFile file = task.file();
                listing.row(
                        TableStats.nameOf(table, file),
                        file.recordCount(),
                        file.fileSizeInBytes(),
                        task.deletes().size(),
                        file.sortOrderId(),
                        file.specId(),
                        file.location());
            }
        }
        print(listing);
        return 0;
    }
}
