package io.tickhouse.tools.care;

import io.tickhouse.minio.care.TableStats;
import io.tickhouse.minio.care.WriterPositions;
import io.tickhouse.minio.care.WriterPositions.Position;
import io.tickhouse.minio.lake.TableDefaults;
import io.tickhouse.tools.UserError;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.iceberg.Table;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code tickhouse lake stats}. */
@Command(
        name = "stats",
        mixinStandardHelpOptions = true,
        description =
                "Shows how large a table is, in how many pieces, and how far its writers have"
                        + " committed.",
        footer = {"", "Example:", "  ./tickhouse lake stats --table db.flattened_stocks_quotes"})
final class StatsCommand extends TableCommand {

    @Option(
            names = "--target-file-size-mb",
            paramLabel = "MB",
            description =
                    "A file with less than three quarters of this is small (default:"
                            + " write.target-file-size-bytes of the table, or 512).")
    private Long targetMb;

    @Override
    int run(Table table) {
        if (targetMb != null && (targetMb < 1 || targetMb > 1_000_000)) {
            throw UserError.badUsage(
                    "--target-file-size-mb takes 1 to 1000000, not " + targetMb + ".");
        }
        TableStats stats =
                TableStats.of(
                        table,
                        targetMb == null ? TableStats.targetBytes(table) : targetMb * 1024 * 1024);
        WriterPositions positions = WriterPositions.of(table);
        if (json()) {
            Map<String, Object> document = new LinkedHashMap<>();
            document.put("table", table.name());
            document.put("stats", stats);
            document.put("writers", positions.newestFirst());
            document.put("otherThanNew", TableDefaults.missing(table.properties()));
            printJson(document);
            return 0;
        }
        out().printf(
                        "%s: %,d rows in %,d files of %s, %,d of them small (below %s)%n",
                        table.name(),
                        stats.rows(),
                        stats.files(),
                        Words.bytes(stats.bytes()),
                        stats.small(),
                        Words.bytes(stats.targetBytes() / 4 * 3));
        if (stats.deleteFiles() > 0) {
            out().printf("%,d files of deleted rows%n", stats.deleteFiles());
        }
        out().printf(
                        "%,d partitions, %,d manifests of %s, %,d snapshots, table metadata of %s%n",
                        stats.partitions().size(),
                        stats.manifests(),
                        Words.bytes(stats.manifestBytes()),
                        stats.snapshots(),
                        Words.bytes(stats.metadataBytes()));
        out().printf("a query of all files was planned in %,d ms%n", stats.planningMs());
        Instant now = Instant.now();
        for (Position each : positions.newestFirst()) {
            out().printf(
                            "writer %s: checkpoint %d of %s ago, %,d snapshots below the newest%n",
                            each.writer(),
                            each.checkpoint(),
                            Words.age(
                                    Duration.between(Instant.ofEpochMilli(each.writtenMs()), now)),
                            each.depth());
        }
        TableDefaults.missing(table.properties())
                .forEach(
                        (property, value) ->
                                out().printf(
                                                "property %s is %s, a new table has %s%n",
                                                property,
                                                table.properties().getOrDefault(property, "unset"),
                                                value));
        return 0;
    }
}
