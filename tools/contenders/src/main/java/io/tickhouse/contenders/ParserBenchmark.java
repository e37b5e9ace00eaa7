package io.tickhouse.contenders;

import io.tickhouse.model.DeadLetter;
import io.tickhouse.model.FlatJson;
import io.tickhouse.model.Flattener;
import io.tickhouse.model.Message;
import io.tickhouse.model.Trade;
import java.util.concurrent.TimeUnit;
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
 * Benchmark of the input: the cost of the parser, and what the flattened JSON adds. One operation
 * is a trade.
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
public class ParserBenchmark {

    /** More trades than fit into a processor's caches. */
    static final int TRADES = 100_000;

    static final long SEED = 1;

    private final FlatJson json = new FlatJson();
    private byte[][] arrays;
    private Flattener flattener;
    private long offset;

    /** Makes the records. */
    @Setup
    public void makeRecords() {
        arrays = RawTrades.arrays(TRADES, SEED);
        flattener = new Flattener();
    }

    /** The parser alone. */
    @Benchmark
    public void parse(Blackhole sink) {
        flatten(new Trades(sink::consume));
    }

    /** The parser, and the flattened JSON of each trade. */
    @Benchmark
    public void parseAndWriteJson(Blackhole sink) {
        flatten(new Trades(trade -> sink.consume(json.toBytes(trade))));
    }

    private void flatten(Flattener.Output output) {
        for (byte[] array : arrays) {
            flattener.flatten(array, 0, offset++, output);
        }
    }

    /** Receives the trades. */
    interface Taker {
        void take(Trade trade);
    }

    /** Accepts only trades: anything else would change what is measured. */
    record Trades(Taker taker) implements Flattener.Output {

        @Override
        public void row(Message message) {
            taker.take((Trade) message);
        }

        @Override
        public void deadLetter(DeadLetter deadLetter) {
            throw new IllegalStateException(deadLetter.detail);
        }
    }
}
