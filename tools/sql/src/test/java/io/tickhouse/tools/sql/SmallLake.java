package io.tickhouse.tools.sql;

import io.tickhouse.minio.lake.LakeSettings;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.SupportsNamespaces;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.data.GenericRecord;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.data.parquet.GenericParquetWriter;
import org.apache.iceberg.io.DataWriter;
import org.apache.iceberg.parquet.Parquet;
import org.apache.iceberg.types.Types;
import org.apache.iceberg.types.Types.NestedField;

/** A lake in a folder, with columns that differ only in case, as the feed names them. */
final class SmallLake implements Closeable {

    private static final Schema TRADES =
            new Schema(
                    NestedField.optional(1, "T", Types.StringType.get()),
                    NestedField.required(2, "S", Types.StringType.get()),
                    NestedField.optional(3, "p", Types.DoubleType.get()),
                    NestedField.optional(4, "s", Types.DoubleType.get()),
                    NestedField.required(5, "timestamp", Types.LongType.get()),
                    NestedField.optional(
                            6, "c", Types.ListType.ofOptional(7, Types.StringType.get())),
                    NestedField.required(8, "event_time", Types.TimestampType.withZone()));

    final LakeSettings settings;
    private final Catalog catalog;

    /** Settings of a JDBC catalog in this folder. */
    SmallLake(Path folder) {
        settings =
                new LakeSettings(
                        LakeSettings.Type.JDBC,
                        "jdbc:sqlite:" + folder.resolve("catalog.db"),
                        folder.resolve("warehouse").toUri().toString(),
                        null,
                        null,
                        null,
                        Map.of());
        catalog = settings.open("local");
        ((SupportsNamespaces) catalog).createNamespace(Namespace.of("db"));
    }

    /** A new table of trades. */
    Table create(String name) {
        return catalog.createTable(
                TableIdentifier.of("db", name),
                TRADES,
                PartitionSpec.unpartitioned(),
                Map.of("format-version", "2"));
    }

    /** One commit with these trades, a second apart, at prices 1, 2, 3 ... and sizes of 10. */
    static long append(Table table, String... symbols) throws IOException {
        DataWriter<Record> writer =
                Parquet.writeData(
                                table.io()
                                        .newOutputFile(
                                                table.location()
                                                        + "/data/"
                                                        + UUID.randomUUID()
                                                        + ".parquet"))
                        .schema(table.schema())
                        .withSpec(PartitionSpec.unpartitioned())
                        .createWriterFunc(GenericParquetWriter::create)
                        .build();
        try (writer) {
            for (Record row : rows(table.schema(), symbols)) {
                writer.write(row);
            }
        }
        table.newAppend().appendFile(writer.toDataFile()).commit();
        return table.currentSnapshot().snapshotId();
    }

    private static List<Record> rows(Schema schema, String... symbols) {
        List<Record> rows = new ArrayList<>();
        for (String symbol : symbols) {
            GenericRecord row = GenericRecord.create(schema);
            Instant time = Instant.ofEpochSecond(1_700_000_000L + rows.size());
            row.setField("T", "t");
            row.setField("S", symbol);
            row.setField("p", rows.size() + 1.0);
            row.setField("s", 10.0);
            row.setField("timestamp", time.toEpochMilli());
            row.setField("c", List.of("@", "I"));
            row.setField("event_time", time.atOffset(ZoneOffset.UTC));
            rows.add(row);
        }
        return rows;
    }

    @Override
    public void close() throws IOException {
        ((Closeable) catalog).close();
    }
}
