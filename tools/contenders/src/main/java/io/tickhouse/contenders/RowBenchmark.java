package io.tickhouse.contenders;

import io.tickhouse.connectors.iceberg.ColumnNames;
import io.tickhouse.connectors.iceberg.LakeCatalog;
import io.tickhouse.connectors.iceberg.LakeTable;
import io.tickhouse.connectors.iceberg.LakeTables;
import io.tickhouse.connectors.iceberg.RowMapper;
import io.tickhouse.minio.lake.LakeSettings;
import io.tickhouse.model.Flattener;
import io.tickhouse.model.Kind;
import io.tickhouse.model.Message;
import io.tickhouse.model.Trade;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.types.logical.RowType;
import org.apache.iceberg.PartitionKey;
import org.apache.iceberg.StructLike;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.encryption.EncryptedFiles;
import org.apache.iceberg.encryption.EncryptionKeyMetadata;
import org.apache.iceberg.flink.FlinkSchemaUtil;
import org.apache.iceberg.flink.data.FlinkParquetWriters;
import org.apache.iceberg.inmemory.InMemoryOutputFile;
import org.apache.iceberg.io.DataWriter;
import org.apache.iceberg.parquet.Parquet;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;

/**
 * Benchmark of the output: the cost of a row for Flink, and of a Parquet file with and without such
 * rows. The file is in memory and has the form of the contract's table. One operation is a trade.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@OperationsPerInvocation(ParserBenchmark.TRADES)
@Warmup(iterations = 5, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(
        value = 2,
        jvmArgsAppend = {"-Xms1g", "-Xmx1g", "-XX:+UseG1GC"})
public class RowBenchmark {

    private static final long NANOS_PER_DAY = 86_400_000_000_000L;

    private final List<Trade> trades = new ArrayList<>();
    private Table table;
    private StructLike partition;
    private RowType rowType;
    private RowMapper<Trade> mapper;

    /** Parses the records in advance, and creates an empty table for its columns and settings. */
    @Setup
    public void parse() throws IOException {
        Flattener flattener = new Flattener();
        long offset = 0;
        for (byte[] array : RawTrades.arrays(ParserBenchmark.TRADES, ParserBenchmark.SEED)) {
            flattener.flatten(
                    array,
                    0,
                    offset++,
                    new ParserBenchmark.Trades(trade -> trades.add(copy(trade))));
        }
        table = table();
        PartitionKey key = new PartitionKey(table.spec(), table.schema());
        key.set(0, Math.toIntExact(trades.get(0).timeNs / NANOS_PER_DAY));
        partition = key;
        rowType = FlinkSchemaUtil.convert(table.schema());
        mapper = new RowMapper<>(LakeTable.of(Kind.TRADE), table.schema(), ColumnNames.SEED);
    }

    /** The row of each trade, as the flatten job makes it. */
    @Benchmark
    public void rows(Blackhole sink) {
        for (Trade trade : trades) {
            sink.consume(mapper.map(trade));
        }
    }

    /** Rows, and a Parquet file of them by Iceberg's writer for Flink, as in the flatten job. */
    @Benchmark
    public long parquetByRows() throws IOException {
        InMemoryOutputFile file = new InMemoryOutputFile();
        try (DataWriter<RowData> writer =
                write(file)
                        .createWriterFunc(type -> FlinkParquetWriters.buildWriter(rowType, type))
                        .build()) {
            for (Trade trade : trades) {
                writer.write(mapper.map(trade));
            }
        }
        return file.toByteArray().length;
    }

    /** The same file directly from the trades, as in the loop. */
    @Benchmark
    public long parquetByColumns() throws IOException {
        InMemoryOutputFile file = new InMemoryOutputFile();
        try (DataWriter<Message> writer =
                write(file).createWriterFunc(type -> new RowWriter(Kind.TRADE, type)).build()) {
            for (Trade trade : trades) {
                writer.write(trade);
            }
        }
        return file.toByteArray().length;
    }

    private Parquet.DataWriteBuilder write(InMemoryOutputFile file) {
        return Parquet.writeData(EncryptedFiles.encryptedOutput(file, EncryptionKeyMetadata.EMPTY))
                .forTable(table)
                .withPartition(partition);
    }

    private static Table table() throws IOException {
        Path warehouse = Files.createTempDirectory("tickhouse-jmh");
        LakeCatalog catalog =
                new LakeCatalog("jmh", LakeSettings.inFolder(warehouse.toUri().toString()));
        try (LakeTables tables = new LakeTables(catalog)) {
            return tables.ensure(
                    LakeTable.of(Kind.TRADE),
                    TableIdentifier.of("db", "trades"),
                    ColumnNames.SEED,
                    Map.of());
        } finally {
            try (Stream<Path> files = Files.walk(warehouse)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }

    /** Copies a trade, because the parser reuses its messages. */
    private static Trade copy(Trade trade) {
        Trade copy = new Trade();
        copy.type = trade.type;
        copy.symbol = trade.symbol;
        copy.id = trade.id;
        copy.exchange = trade.exchange;
        copy.price = trade.price;
        copy.size = trade.size;
        copy.conditions = trade.conditions;
        copy.tape = trade.tape;
        copy.takerSide = trade.takerSide;
        copy.update = trade.update;
        copy.timeNs = trade.timeNs;
        copy.partition = trade.partition;
        copy.offset = trade.offset;
        copy.index = trade.index;
        return copy;
    }
}
