package io.tickhouse.contenders;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tickhouse.connectors.iceberg.ColumnNames;
import io.tickhouse.connectors.iceberg.LakeTable;
import io.tickhouse.connectors.iceberg.RowMapper;
import io.tickhouse.model.DeadLetter;
import io.tickhouse.model.Flattener;
import io.tickhouse.model.GoldenCases;
import io.tickhouse.model.Kind;
import io.tickhouse.model.Message;
import java.io.Closeable;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.types.logical.RowType;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.Files;
import org.apache.iceberg.PartitionKey;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.data.parquet.GenericParquetReaders;
import org.apache.iceberg.encryption.EncryptedFiles;
import org.apache.iceberg.encryption.EncryptionKeyMetadata;
import org.apache.iceberg.flink.FlinkSchemaUtil;
import org.apache.iceberg.flink.data.FlinkParquetWriters;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.io.DataWriter;
import org.apache.iceberg.parquet.Parquet;
import org.apache.iceberg.parquet.ParquetValueWriter;
import org.apache.iceberg.shaded.org.apache.parquet.schema.MessageType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Compares the loop's writer with the job's: the same rows, the same statistics. */
class RowWriterTest {

    @TempDir private Path folder;

    @Test
    void writesWhatTheJobWritesOfAllGoldenCases() throws IOException {
        LocalLake lake = new LocalLake(folder);
        Map<Kind, TwoFiles> files = new EnumMap<>(Kind.class);
        for (Kind kind : Kind.values()) {
            files.put(kind, new TwoFiles(lake, kind));
        }
        Flattener flattener = new Flattener();
        Flattener.Output output = output(files);
        GoldenCases.all()
                .forEach(
                        golden ->
                                flattener.flatten(
                                        golden.value(),
                                        golden.partition(),
                                        golden.offset(),
                                        output));
        for (TwoFiles each : files.values()) {
            each.close();
        }

        files.forEach((kind, each) -> each.assertAlike(kind));
    }

    @Test
    void refusesATableWithOtherColumns() throws IOException {
        Table bars = new LocalLake(folder).table(Kind.BAR, "other");
        File file = folder.resolve("refused.parquet").toFile();

        assertThatThrownBy(() -> TwoFiles.open(bars, file, type -> new RowWriter(Kind.TRADE, type)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("name another table");
    }

    private static Flattener.Output output(Map<Kind, TwoFiles> files) {
        return new Flattener.Output() {
            @Override
            public void row(Message message) {
                files.get(message.kind()).write(message);
            }

            @Override
            public void deadLetter(DeadLetter letter) {
                // not a row of a table
            }
        };
    }

    /** The same messages, written in both ways. */
    private static final class TwoFiles implements Closeable {

        private final Table table;
        private final RowMapper<Message> mapper;
        private final File ofLoop;
        private final File ofJob;
        private final DataWriter<Message> loop;
        private final DataWriter<RowData> job;
        private long written;

        TwoFiles(LocalLake lake, Kind kind) throws IOException {
            table = lake.table(kind, "golden");
            mapper = new RowMapper<>(LakeTable.of(kind), table.schema(), ColumnNames.SEED);
            RowType rowType = FlinkSchemaUtil.convert(table.schema());
            ofLoop = lake.folder().resolve("loop" + kind.suffix() + ".parquet").toFile();
            ofJob = lake.folder().resolve("job" + kind.suffix() + ".parquet").toFile();
            loop = open(table, ofLoop, type -> new RowWriter(kind, type));
            job = open(table, ofJob, type -> FlinkParquetWriters.buildWriter(rowType, type));
        }

        static <T> DataWriter<T> open(
                Table table, File file, Function<MessageType, ? extends ParquetValueWriter<T>> rows)
                throws IOException {
            PartitionKey day = new PartitionKey(table.spec(), table.schema());
            day.set(0, 0);
            return Parquet.writeData(
                            EncryptedFiles.encryptedOutput(
                                    Files.localOutput(file), EncryptionKeyMetadata.EMPTY))
                    .forTable(table)
                    .withPartition(day)
                    .createWriterFunc(rows::apply)
                    .build();
        }

        void write(Message message) {
            loop.write(message);
            job.write(mapper.map(message));
            written++;
        }

        @Override
        public void close() throws IOException {
            loop.close();
            job.close();
        }

        void assertAlike(Kind kind) {
            assertThat(read(ofLoop)).hasSize(Math.toIntExact(written)).isEqualTo(read(ofJob));
            assertThat(written).as(kind.plural()).isPositive();
            DataFile one = loop.toDataFile();
            DataFile other = job.toDataFile();
            assertThat(one.valueCounts()).isEqualTo(other.valueCounts());
            assertThat(one.nullValueCounts()).isEqualTo(other.nullValueCounts());
            assertThat(one.lowerBounds()).isNotEmpty().isEqualTo(other.lowerBounds());
            assertThat(one.upperBounds()).isNotEmpty().isEqualTo(other.upperBounds());
        }

        private List<Record> read(File file) {
            List<Record> records = new ArrayList<>();
            try (CloseableIterable<Record> rows =
                    Parquet.read(Files.localInput(file))
                            .project(table.schema())
                            .createReaderFunc(
                                    type -> GenericParquetReaders.buildReader(table.schema(), type))
                            .build()) {
                rows.forEach(records::add);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            return records;
        }
    }
}
