package io.tickhouse.tools.lake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tickhouse.minio.lake.LakeSettings;
import io.tickhouse.tools.UserError;
import io.tickhouse.tools.lake.TableReader.News;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DataFiles;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.data.GenericRecord;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.data.parquet.GenericParquetWriter;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.io.FileAppender;
import org.apache.iceberg.io.OutputFile;
import org.apache.iceberg.parquet.Parquet;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TableReaderTest {

    private static final Schema SCHEMA =
            new Schema(Types.NestedField.required(1, "n", Types.LongType.get()));

    @TempDir private Path warehouse;

    private Catalog catalog;
    private TableReader reader;

    @BeforeEach
    void emptyWarehouse() {
        LakeSettings settings = LakeSettings.inFolder(warehouse.toUri().toString());
        catalog = settings.open("local");
        reader = Lake.of(settings, "local.db.t").reader("local.db.t");
    }

    @Test
    void readsOnlyWhatWasAdded() throws IOException {
        assertThat(read()).isEmpty();
        assertThat(reader.exists()).isFalse();
        Table table = catalog.createTable(TableIdentifier.of("db", "t"), SCHEMA);
        assertThat(read()).isEmpty();
        append(table, 1, 2);
        assertThat(read()).containsExactly(1L, 2L);
        assertThat(reader.refresh()).isEqualTo(News.NOTHING);
        append(table, 3);
        append(table, 4);

        assertThat(reader.refresh()).isEqualTo(News.ADDED);
        assertThat(read()).containsExactlyInAnyOrder(3L, 4L);
        assertThat(readAgain(2)).contains(3L, 4L).doesNotContain(1L);
    }

    @Test
    void readsAllAgainWhenRowsWereRewritten() throws IOException {
        Table table = catalog.createTable(TableIdentifier.of("db", "t"), SCHEMA);
        DataFile first = append(table, 1, 2);
        assertThat(read()).containsExactly(1L, 2L);
        table.newRewrite().deleteFile(first).addFile(write(table, 1, 2)).commit();

        assertThat(reader.refresh()).isEqualTo(News.ALL);
        assertThat(read()).containsExactly(1L, 2L);
    }

    @Test
    void readsAllAgainWhenTheTableWasMadeAgain() throws IOException {
        TableIdentifier id = TableIdentifier.of("db", "t");
        append(catalog.createTable(id, SCHEMA), 1);
        assertThat(read()).containsExactly(1L);
        catalog.dropTable(id);
        assertThat(read()).isEmpty();
        append(catalog.createTable(id, SCHEMA), 2);

        assertThat(read()).containsExactly(2L);
    }

    @Test
    void aReadingThatFailedStartsOver() throws IOException {
        Table table = catalog.createTable(TableIdentifier.of("db", "t"), SCHEMA);
        append(table, 1, 2);
        News news = reader.refresh();
        assertThatThrownBy(
                        () ->
                                reader.read(
                                        news,
                                        SCHEMA,
                                        (row, writtenMs) -> {
                                            throw new IllegalStateException("gone");
                                        }))
                .isInstanceOfSatisfying(UserError.class, e -> assertThat(e.isOutage()).isTrue())
                .hasMessageContaining("gone");

        assertThat(reader.refresh()).isEqualTo(News.ALL);
        assertThat(read()).containsExactly(1L, 2L);
    }

    @Test
    void tellsWhenAFileWasCommitted() throws IOException {
        Table table = catalog.createTable(TableIdentifier.of("db", "t"), SCHEMA);
        append(table, 1);
        List<Long> times = new ArrayList<>();
        reader.read(reader.refresh(), SCHEMA, (row, writtenMs) -> times.add(writtenMs));

        table.refresh();
        assertThat(times).containsExactly(table.currentSnapshot().timestampMillis());
    }

    private List<Long> read() {
        List<Long> rows = new ArrayList<>();
        reader.read(
                reader.refresh(), SCHEMA, (row, writtenMs) -> rows.add((Long) row.getField("n")));
        return rows;
    }

    private List<Long> readAgain(long above) {
        List<Long> rows = new ArrayList<>();
        reader.readAgain(
                SCHEMA,
                Expressions.greaterThan("n", above),
                (row, writtenMs) -> rows.add((Long) row.getField("n")),
                () -> false);
        return rows;
    }

    private static DataFile append(Table table, long... numbers) throws IOException {
        DataFile file = write(table, numbers);
        table.newAppend().appendFile(file).commit();
        return file;
    }

    private static DataFile write(Table table, long... numbers) throws IOException {
        OutputFile to =
                table.io()
                        .newOutputFile(
                                table.location() + "/data/" + UUID.randomUUID() + ".parquet");
        FileAppender<Record> appender =
                Parquet.write(to)
                        .schema(SCHEMA)
                        .createWriterFunc(GenericParquetWriter::create)
                        .build();
        try (appender) {
            for (long number : numbers) {
                GenericRecord record = GenericRecord.create(SCHEMA);
                record.setField("n", number);
                appender.add(record);
            }
        }
        return DataFiles.builder(PartitionSpec.unpartitioned())
                .withInputFile(to.toInputFile())
                .withMetrics(appender.metrics())
                .withFormat("parquet")
                .build();
    }
}
