package io.tickhouse.tools.bars;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tickhouse.minio.lake.LakeSettings;
import io.tickhouse.model.Correction;
import io.tickhouse.model.Field;
import io.tickhouse.model.Kind;
import io.tickhouse.model.Message;
import io.tickhouse.model.Trade;
import io.tickhouse.model.analytics.AnalyticsTable;
import io.tickhouse.model.analytics.BarSettings;
import io.tickhouse.model.analytics.Column;
import io.tickhouse.model.analytics.Gap;
import io.tickhouse.model.analytics.Row;
import io.tickhouse.model.analytics.SymbolBook;
import io.tickhouse.tools.lake.Lake;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;
import org.apache.iceberg.DataFiles;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.data.GenericRecord;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.data.parquet.GenericParquetWriter;
import org.apache.iceberg.io.FileAppender;
import org.apache.iceberg.io.OutputFile;
import org.apache.iceberg.parquet.Parquet;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;
import org.apache.iceberg.types.Types.NestedField;
import picocli.CommandLine;

/**
 * A lake in a folder. Trades go into its table and to the books of their symbols, as the two jobs
 * would do it; times are by the clock of New York.
 */
final class Warehouse {

    private static final ZoneId NEW_YORK = ZoneId.of("America/New_York");

    private static final Schema TRADES =
            new Schema(
                    NestedField.required(1, "S", Types.StringType.get()),
                    NestedField.optional(2, "i", Types.LongType.get()),
                    NestedField.optional(3, "x", Types.StringType.get()),
                    NestedField.optional(4, "p", Types.DoubleType.get()),
                    NestedField.optional(5, "s", Types.DoubleType.get()),
                    NestedField.optional(
                            6, "c", Types.ListType.ofOptional(100, Types.StringType.get())),
                    NestedField.optional(7, "z", Types.StringType.get()),
                    NestedField.required(8, "event_time", Types.TimestampType.withZone()),
                    NestedField.required(9, "nanos", Types.IntegerType.get()),
                    NestedField.required(10, "src_partition", Types.IntegerType.get()),
                    NestedField.required(11, "src_offset", Types.LongType.get()),
                    NestedField.required(12, "src_index", Types.IntegerType.get()));

    private static final Schema CORRECTIONS =
            new Schema(
                    NestedField.required(1, "T", Types.StringType.get()),
                    NestedField.required(2, "S", Types.StringType.get()),
                    NestedField.optional(3, "x", Types.StringType.get()),
                    NestedField.optional(4, "oi", Types.LongType.get()),
                    NestedField.optional(5, "op", Types.DoubleType.get()),
                    NestedField.optional(6, "os", Types.DoubleType.get()),
                    NestedField.optional(7, "ci", Types.LongType.get()),
                    NestedField.optional(8, "cp", Types.DoubleType.get()),
                    NestedField.optional(9, "cs", Types.DoubleType.get()),
                    NestedField.optional(
                            10, "cc", Types.ListType.ofOptional(100, Types.StringType.get())),
                    NestedField.optional(11, "i", Types.LongType.get()),
                    NestedField.optional(12, "p", Types.DoubleType.get()),
                    NestedField.optional(13, "s", Types.DoubleType.get()),
                    NestedField.required(14, "event_time", Types.TimestampType.withZone()),
                    NestedField.required(15, "src_partition", Types.IntegerType.get()),
                    NestedField.required(16, "src_offset", Types.LongType.get()),
                    NestedField.required(17, "src_index", Types.IntegerType.get()));

    private static final Schema FEED_BARS =
            new Schema(
                    NestedField.required(1, "T", Types.StringType.get()),
                    NestedField.required(2, "S", Types.StringType.get()),
                    NestedField.optional(3, "o", Types.DoubleType.get()),
                    NestedField.optional(4, "h", Types.DoubleType.get()),
                    NestedField.optional(5, "l", Types.DoubleType.get()),
                    NestedField.optional(6, "c", Types.DoubleType.get()),
                    NestedField.optional(7, "v", Types.DoubleType.get()),
                    NestedField.optional(8, "n", Types.LongType.get()),
                    NestedField.optional(9, "vw", Types.DoubleType.get()),
                    NestedField.required(10, "event_time", Types.TimestampType.withZone()),
                    NestedField.required(11, "src_partition", Types.IntegerType.get()),
                    NestedField.required(12, "src_offset", Types.LongType.get()),
                    NestedField.required(13, "src_index", Types.IntegerType.get()));

    private final Path folder;
    private final Map<String, SymbolBook> books = new TreeMap<>();
    private final List<Record> trades = new ArrayList<>();
    private final List<Record> corrections = new ArrayList<>();
    private final List<Record> feedBars = new ArrayList<>();
    private long offset;

    /** What the books have written. */
    final List<Row> rows = new ArrayList<>();

    Warehouse(Path folder) {
        this.folder = folder;
    }

    /** A time by the clock of New York, as {@code 2024-01-16T09:30}, in nanoseconds. */
    static long ns(String time) {
        Instant instant = LocalDateTime.parse(time).atZone(NEW_YORK).toInstant();
        return instant.getEpochSecond() * 1_000_000_000L + instant.getNano();
    }

    private SymbolBook book(String symbol) {
        return books.computeIfAbsent(symbol, name -> new SymbolBook(name, BarSettings.DEFAULT));
    }

    /** A trade of tape C on exchange V. */
    Warehouse trade(
            String symbol, String time, long id, double price, double size, String... conditions) {
        Trade trade = new Trade();
        trade.type = bytes("t");
        trade.symbol = bytes(symbol);
        trade.id = id;
        trade.exchange = bytes("V");
        trade.price = price;
        trade.size = size;
        trade.timeNs = ns(time);
        trade.tape = bytes("C");
        trade.conditions = Arrays.stream(conditions).map(Warehouse::bytes).toArray(byte[][]::new);
        trade.offset = offset;
        book(symbol).trade(trade, Long.MAX_VALUE, rows::add);
        tradeInLakeOnly(symbol, time, id, price, size, conditions);
        return this;
    }

    /** A trade that the job of analytics has not read. */
    Warehouse tradeInLakeOnly(
            String symbol, String time, long id, double price, double size, String... conditions) {
        Record row = GenericRecord.create(TRADES);
        row.setField("S", symbol);
        row.setField("i", id);
        row.setField("x", "V");
        row.setField("p", price);
        row.setField("s", size);
        row.setField("c", List.of(conditions));
        row.setField("z", "C");
        row.setField("event_time", time(ns(time) / 1000));
        row.setField("nanos", (int) (ns(time) % 1000));
        source(row);
        trades.add(row);
        return this;
    }

    /**
     * A bar that the feed sent.
     *
     * @param type b, u or d
     * @param prices open, high, low, close
     */
    Warehouse feedBar(
            String type,
            String symbol,
            String time,
            double[] prices,
            double volume,
            long count,
            double average) {
        Record row = GenericRecord.create(FEED_BARS);
        row.setField("T", type);
        row.setField("S", symbol);
        row.setField("o", prices[0]);
        row.setField("h", prices[1]);
        row.setField("l", prices[2]);
        row.setField("c", prices[3]);
        row.setField("v", volume);
        row.setField("n", count);
        row.setField("vw", average);
        row.setField("event_time", time(ns(time) / 1000));
        source(row);
        feedBars.add(row);
        return this;
    }

    /** Another price stands in the place of a trade. */
    Warehouse correction(String symbol, String time, long id, double price, double corrected) {
        Correction message = correction(symbol, time, "c");
        message.originalId = id;
        message.originalPrice = price;
        message.originalSize = 100;
        message.correctedId = id + 1_000;
        message.correctedPrice = corrected;
        message.correctedSize = 100;
        message.correctedConditions = new byte[][] {bytes("@")};
        Record row = GenericRecord.create(CORRECTIONS);
        row.setField("oi", id);
        row.setField("op", price);
        row.setField("os", 100.0);
        row.setField("ci", id + 1_000);
        row.setField("cp", corrected);
        row.setField("cs", 100.0);
        row.setField("cc", List.of("@"));
        return add(message, row, symbol, time, "c");
    }

    /** A trade is taken back. */
    Warehouse cancel(String symbol, String time, long id, double price) {
        Correction message = correction(symbol, time, "x");
        message.id = id;
        message.price = price;
        message.size = 100;
        Record row = GenericRecord.create(CORRECTIONS);
        row.setField("i", id);
        row.setField("p", price);
        row.setField("s", 100.0);
        return add(message, row, symbol, time, "x");
    }

    private Correction correction(String symbol, String time, String type) {
        Correction message = new Correction();
        message.type = bytes(type);
        message.symbol = bytes(symbol);
        message.exchange = bytes("V");
        message.tape = bytes("C");
        message.id = Message.ABSENT;
        message.originalId = Message.ABSENT;
        message.correctedId = Message.ABSENT;
        message.timeNs = ns(time);
        message.offset = offset;
        return message;
    }

    private Warehouse add(Correction message, Record row, String symbol, String time, String type) {
        book(symbol).correction(message, Long.MAX_VALUE, rows::add);
        row.setField("T", type);
        row.setField("S", symbol);
        row.setField("x", "V");
        row.setField("event_time", time(ns(time) / 1000));
        source(row);
        corrections.add(row);
        return this;
    }

    private void source(Record row) {
        row.setField("src_partition", 0);
        row.setField("src_offset", offset++);
        row.setField("src_index", 0);
    }

    /** A line of the gap ledger. */
    Warehouse gap(String symbol, String from, String to, Gap.State state) {
        Gap gap = new Gap("g", ns(from) / 1_000_000, ns(to) / 1_000_000, List.of(symbol), state);
        book(symbol).gap(gap, Long.MIN_VALUE, rows::add);
        return this;
    }

    /** Moves the clock of all symbols. */
    Warehouse until(String time) {
        long clock = ns(time) / 1_000_000;
        for (SymbolBook book : books.values()) {
            while (book.nextTimer() <= clock) {
                book.advance(book.nextTimer(), rows::add);
            }
        }
        return this;
    }

    /** Writes the tables. */
    Warehouse write() {
        return write(false);
    }

    /**
     * Writes the tables.
     *
     * @param inWords whether the columns of the flatten job are named in words
     */
    Warehouse write(boolean inWords) {
        write("flattened_stocks", inWords ? inWords(TRADES, Kind.TRADE) : TRADES, trades);
        write(
                "flattened_stocks_corrections",
                inWords ? inWords(CORRECTIONS, Kind.CORRECTION) : CORRECTIONS,
                corrections);
        if (!feedBars.isEmpty()) {
            write("flattened_stocks_bars", FEED_BARS, feedBars);
        }
        for (AnalyticsTable table : AnalyticsTable.all(BarSettings.DEFAULT.horizons())) {
            Schema schema = schema(table);
            write(
                    "analytics_" + table.name(),
                    schema,
                    rows.stream()
                            .filter(row -> row.table().name().equals(table.name()))
                            .map(row -> record(row, schema))
                            .toList());
        }
        return this;
    }

    private static Schema inWords(Schema schema, Kind kind) {
        Map<String, String> names =
                kind.fields().stream().collect(Collectors.toMap(Field::flatKey, Field::name));
        return new Schema(
                schema.columns().stream()
                        .map(
                                column ->
                                        NestedField.from(column)
                                                .withName(
                                                        names.getOrDefault(
                                                                column.name(), column.name()))
                                                .build())
                        .toList());
    }

    private void write(String name, Schema schema, List<Record> records) {
        Catalog catalog = settings().open("local");
        Table table = catalog.createTable(TableIdentifier.of("db", name), schema);
        if (records.isEmpty()) {
            return;
        }
        OutputFile to = table.io().newOutputFile(table.location() + "/data/" + UUID.randomUUID());
        try {
            FileAppender<Record> appender =
                    Parquet.write(to)
                            .schema(table.schema()) // with the catalog's own ids
                            .createWriterFunc(GenericParquetWriter::create)
                            .build();
            try (appender) {
                appender.addAll(records);
            }
            table.newAppend()
                    .appendFile(
                            DataFiles.builder(PartitionSpec.unpartitioned())
                                    .withInputFile(to.toInputFile())
                                    .withMetrics(appender.metrics())
                                    .withFormat("parquet")
                                    .build())
                    .commit();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Schema schema(AnalyticsTable table) {
        List<NestedField> fields = new ArrayList<>();
        for (Column column : table.columns()) {
            int id = fields.size() + 1;
            fields.add(
                    column.required()
                            ? NestedField.required(id, column.name(), type(column))
                            : NestedField.optional(id, column.name(), type(column)));
        }
        return new Schema(fields);
    }

    private static Type type(Column column) {
        return switch (column.type()) {
            case TEXT -> Types.StringType.get();
            case INT -> Types.IntegerType.get();
            case LONG -> Types.LongType.get();
            case BOOLEAN -> Types.BooleanType.get();
            case PRICE, AVERAGE, AMOUNT, DEVIATION ->
                    Types.DecimalType.of(column.type().precision(), column.type().scale());
            case INSTANT -> Types.TimestampType.withZone();
            case DATE -> Types.DateType.get();
        };
    }

    private static Record record(Row row, Schema schema) {
        Record record = GenericRecord.create(schema);
        for (int i = 0; i < row.values().length; i++) {
            Object value = row.values()[i];
            Column column = row.table().columns().get(i);
            record.set(
                    i,
                    value == null
                            ? null
                            : switch (column.type()) {
                                case INSTANT -> time((Long) value);
                                case DATE -> LocalDate.ofEpochDay((Integer) value);
                                default -> value;
                            });
        }
        return record;
    }

    private static OffsetDateTime time(long micros) {
        return Instant.EPOCH.plus(micros, ChronoUnit.MICROS).atOffset(ZoneOffset.UTC);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }

    private LakeSettings settings() {
        return LakeSettings.inFolder(folder.toUri().toString());
    }

    Lake lake() {
        return Lake.of(settings(), "local.db.analytics");
    }

    /** What a user sees of a command. */
    record Run(int exitCode, String out, String err) {}

    /** Runs {@code bars} with this lake. */
    Run bars(String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        CommandLine command = new CommandLine(new BarsCommand());
        command.setOut(new PrintWriter(out, true));
        command.setErr(new PrintWriter(err, true));
        command.setExecutionExceptionHandler(
                (e, failed, parsed) -> {
                    failed.getErr().println(e.getMessage());
                    return 9;
                });
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(
                List.of(
                        "--home=" + folder.resolve("home"),
                        "--catalog-type=hadoop",
                        "--iceberg-warehouse=" + folder.toUri()));
        int exitCode = command.execute(all.toArray(String[]::new));
        return new Run(exitCode, out.toString(), err.toString());
    }
}
