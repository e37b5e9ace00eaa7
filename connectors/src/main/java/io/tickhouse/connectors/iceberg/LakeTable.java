package io.tickhouse.connectors.iceberg;

import io.tickhouse.model.Bar;
import io.tickhouse.model.Kind;
import io.tickhouse.model.Message;
import io.tickhouse.model.Quote;
import io.tickhouse.model.Trade;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;
import org.apache.flink.table.data.TimestampData;
import org.apache.iceberg.PartitionField;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;

/** A table of the lake: its columns, in order, and how a message fills each. */
public final class LakeTable<M extends Message> {

    /** A column under both names, and its value. */
    record Column<M>(
            String seedName, String descriptiveName, Type type, boolean required, Value<M> value) {

        String name(ColumnNames names) {
            return names == ColumnNames.SEED ? seedName : descriptiveName;
        }

        /** Whether each message has it; other columns may be required nevertheless. */
        boolean alwaysPresent() {
            return required || ALWAYS_PRESENT.contains(seedName);
        }
    }

    /** The period of event time that a partition of a table has. */
    enum Period {
        DAY("day"),
        MONTH("month");

        /** The name of Iceberg's transform. */
        final String transform;

        Period(String transform) {
            this.transform = transform;
        }

        boolean isDividedBy(String other) {
            int place = COARSE_TO_FINE.indexOf(other);
            return place < 0 || place > COARSE_TO_FINE.indexOf(transform);
        }
    }

    private static final List<String> COARSE_TO_FINE = List.of("void", "year", "month", "day");

    private static final String EVENT_TIME = "event_time";

    // Optional in existing tables.
    private static final Set<String> ALWAYS_PRESENT =
            Set.of(EVENT_TIME, "nanos", "src_partition", "src_offset", "src_index");

    /** In Flink's internal form, but texts still as UTF-8 in {@code byte[]}; null if absent. */
    interface Value<M> extends Serializable {
        Object of(M message);
    }

    private interface Text<M> extends Function<M, byte[]>, Serializable {}

    private interface Texts<M> extends Function<M, byte[][]>, Serializable {}

    private interface Integral<M> extends ToLongFunction<M>, Serializable {}

    private interface Decimal<M> extends ToDoubleFunction<M>, Serializable {}

    public static final LakeTable<Trade> TRADES =
            new LakeTable<>(
                    Kind.TRADE,
                    Period.DAY,
                    new Columns<Trade>()
                            .text("T", "type", m -> m.type)
                            .symbol()
                            .integral("i", "trade_id", m -> m.id)
                            .text("x", "exchange", m -> m.exchange)
                            .decimal("p", "price", m -> m.price)
                            .decimal("s", "size", m -> m.size)
                            .timestamp()
                            .texts("c", "conditions", m -> m.conditions)
                            .text("z", "tape", m -> m.tape)
                            .text("tks", "taker_side", m -> m.takerSide)
                            .text("u", "update", m -> m.update)
                            .timeAndSource());

    public static final LakeTable<Quote> QUOTES =
            new LakeTable<>(
                    Kind.QUOTE,
                    Period.DAY,
                    new Columns<Quote>()
                            .symbol()
                            .text("bx", "bid_exchange", m -> m.bidExchange)
                            .decimal("bp", "bid_price", m -> m.bidPrice)
                            .decimal("bs", "bid_size", m -> m.bidSize)
                            .text("ax", "ask_exchange", m -> m.askExchange)
                            .decimal("ap", "ask_price", m -> m.askPrice)
                            .decimal("as", "ask_size", m -> m.askSize)
                            .timestamp()
                            .texts("c", "conditions", m -> m.conditions)
                            .text("z", "tape", m -> m.tape)
                            .timeAndSource());

    public static final LakeTable<Bar> BARS =
            new LakeTable<>(
                    Kind.BAR,
                    // A daily bar a symbol and day: thirty years by day would be 7,827 files, each
                    // smaller than its footer. A month of minute bars is still a file to read at
                    // once.
                    Period.MONTH,
                    new Columns<Bar>()
                            .text("T", "type", m -> m.type)
                            .symbol()
                            .decimal("o", "open", m -> m.open)
                            .decimal("h", "high", m -> m.high)
                            .decimal("l", "low", m -> m.low)
                            .decimal("c", "close", m -> m.close)
                            .decimal("v", "volume", m -> m.volume)
                            .integral("n", "trade_count", m -> m.count)
                            .decimal("vw", "vwap", m -> m.vwap)
                            .timestamp()
                            .timeAndSource());

    private final Kind kind;
    private final Period period;
    private final List<Column<M>> columns;

    private LakeTable(Kind kind, Period period, Columns<M> columns) {
        this.kind = kind;
        this.period = period;
        this.columns = List.copyOf(columns.list);
    }

    /** The kind of the rows. */
    public Kind kind() {
        return kind;
    }

    /** The tables of all kinds. */
    public static List<LakeTable<?>> all() {
        return List.of(TRADES, QUOTES, BARS);
    }

    List<Column<M>> columns() {
        return columns;
    }

    Schema schema(ColumnNames names) {
        List<Types.NestedField> fields = new ArrayList<>();
        int id = 1;
        for (Column<M> column : columns) {
            Types.NestedField.Builder field =
                    column.required()
                            ? Types.NestedField.required(column.name(names))
                            : Types.NestedField.optional(column.name(names));
            fields.add(field.withId(id++).ofType(column.type()).build());
        }
        return new Schema(fields);
    }

    /** How a new table is partitioned; an existing one keeps its partitioning. */
    PartitionSpec partitions(Schema schema) {
        PartitionSpec.Builder spec = PartitionSpec.builderFor(schema);
        return switch (period) {
            case DAY -> spec.day(EVENT_TIME).build();
            case MONTH -> spec.month(EVENT_TIME).build();
        };
    }

    /** The period of a partition, or the shortest that it may have. */
    Period period() {
        return period;
    }

    /** The partition field of an existing table that divides the period, if there is one. */
    Optional<PartitionField> finerThanPeriod(Table existing) {
        Types.NestedField time = existing.schema().findField(EVENT_TIME);
        return existing.spec().fields().stream()
                .filter(field -> time != null && field.sourceId() == time.fieldId())
                .filter(field -> period.isDividedBy(field.transform().toString()))
                .findFirst();
    }

    private static final class Columns<M extends Message> {

        // Far from the ids of the columns themselves, which count from 1.
        private static final int ELEMENT_ID = 1000;

        private final List<Column<M>> list = new ArrayList<>();

        private Columns<M> add(
                String seedName, String name, Type type, boolean required, Value<M> value) {
            list.add(new Column<>(seedName, name, type, required, value));
            return this;
        }

        // Lambdas, not method references: of two references to Function.apply, javac deserializes
        // one as the other.
        Columns<M> text(String seedName, String name, Text<M> text) {
            return add(seedName, name, Types.StringType.get(), false, m -> text.apply(m));
        }

        Columns<M> texts(String seedName, String name, Texts<M> texts) {
            Type type = Types.ListType.ofOptional(ELEMENT_ID, Types.StringType.get());
            return add(seedName, name, type, false, m -> texts.apply(m));
        }

        Columns<M> integral(String seedName, String name, Integral<M> number) {
            return add(
                    seedName,
                    name,
                    Types.LongType.get(),
                    false,
                    m -> {
                        long value = number.applyAsLong(m);
                        return value == Message.ABSENT ? null : value;
                    });
        }

        Columns<M> decimal(String seedName, String name, Decimal<M> number) {
            return add(
                    seedName,
                    name,
                    Types.DoubleType.get(),
                    false,
                    m -> {
                        double value = number.applyAsDouble(m);
                        return Double.isNaN(value) ? null : value;
                    });
        }

        Columns<M> symbol() {
            return add("S", "symbol", Types.StringType.get(), true, m -> m.symbol);
        }

        Columns<M> timestamp() {
            return add("timestamp", "timestamp_ms", Types.LongType.get(), true, Message::timeMs);
        }

        /** Microseconds in one column and the rest in another: together they lose nothing. */
        Columns<M> timeAndSource() {
            return add(
                            EVENT_TIME,
                            EVENT_TIME,
                            Types.TimestampType.withZone(),
                            false,
                            m ->
                                    TimestampData.fromEpochMillis(
                                            m.timeMs(), (int) (m.timeNs % 1_000_000)))
                    .add(
                            "nanos",
                            "nanos",
                            Types.IntegerType.get(),
                            false,
                            m -> (int) (m.timeNs % 1000))
                    .add(
                            "src_partition",
                            "src_partition",
                            Types.IntegerType.get(),
                            false,
                            m -> m.partition)
                    .add("src_offset", "src_offset", Types.LongType.get(), false, m -> m.offset)
                    .add("src_index", "src_index", Types.IntegerType.get(), false, m -> m.index);
        }
    }
}
