package io.tickhouse.tools.audit;

import io.tickhouse.minio.lake.LakeSettings;
import io.tickhouse.model.Kind;
import io.tickhouse.tools.UserError;
import io.tickhouse.tools.lake.Lake;
import io.tickhouse.tools.lake.TableReader;
import io.tickhouse.tools.lake.TableReader.News;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.iceberg.Schema;
import org.apache.iceberg.data.Record;

/**
 * The rows of the Iceberg tables, by the three coordinate columns. A table that does not exist yet
 * holds nothing.
 */
final class IcebergSide implements AutoCloseable {

    private static final String PARTITION = "src_partition";
    private static final String OFFSET = "src_offset";
    private static final String INDEX = "src_index";

    /** One of the tables and what was found in it. */
    private static final class Part {

        private final Kind kind;
        private final String name;
        private final TableReader reader;
        private Seen seen;

        private Part(Kind kind, String name, TableReader reader, Seen seen) {
            this.kind = kind;
            this.name = name;
            this.reader = reader;
            this.seen = seen;
        }
    }

    private final RawIndex raw;
    private final Lake lake;
    private final List<Part> parts = new ArrayList<>();

    /**
     * Creates a side that has not read anything.
     *
     * @param tables by the kind of their rows
     */
    IcebergSide(RawIndex raw, LakeSettings settings, Map<Kind, String> tables) {
        this.raw = raw;
        this.lake = Lake.of(settings, tables.get(Kind.TRADE));
        tables.forEach(
                (kind, name) ->
                        parts.add(new Part(kind, name, lake.reader(name), new Seen(raw, kind))));
    }

    /** Reads the current rows of the tables. */
    Seen read() {
        parts.forEach(this::read);
        return Seen.union(raw, parts.stream().map(part -> part.seen).toList());
    }

    /** Properties of the existing tables at the last reading. */
    Map<String, Map<String, String>> properties() {
        Map<String, Map<String, String>> all = new LinkedHashMap<>();
        parts.stream()
                .filter(part -> part.reader.exists())
                .forEach(part -> all.put(part.name, part.reader.properties()));
        return all;
    }

    private void read(Part part) {
        News news = part.reader.refresh();
        if (news == News.ALL) {
            part.seen = new Seen(raw, part.kind);
        }
        if (news != News.NOTHING && part.reader.exists()) {
            scan(part, news);
        }
        part.seen.settle(); // also rows that an outage kept it from settling in the round before
    }

    private static void scan(Part part, News news) {
        Schema schema = part.reader.schema();
        if (schema.findField(PARTITION) == null) {
            throw UserError.failed(
                    "Table "
                            + part.name
                            + " has no column "
                            + PARTITION
                            + ": the audit works on tables that the flatten job made.");
        }
        part.reader.read(
                news,
                schema.select(PARTITION, OFFSET, INDEX),
                (row, writtenMs) -> take(row, writtenMs, part.seen));
    }

    private static void take(Record row, long writtenMs, Seen seen) {
        if (row.getField(PARTITION) instanceof Integer partition
                && row.getField(OFFSET) instanceof Long offset
                && row.getField(INDEX) instanceof Integer index) {
            seen.row(new Coordinate(partition, offset, index), writtenMs);
        } else {
            seen.unreadable();
        }
    }

    @Override
    public void close() throws IOException {
        lake.close();
    }
}
