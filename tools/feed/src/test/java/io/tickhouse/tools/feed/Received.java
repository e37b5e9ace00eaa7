package io.tickhouse.tools.feed;

import io.tickhouse.model.DeadLetter;
import io.tickhouse.model.Flattener;
import io.tickhouse.model.Kind;
import io.tickhouse.model.Message;
import io.tickhouse.model.Trade;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Collects what the flatten rule makes of a feed's arrays, next to the feed's own counts. */
final class Received implements ArraySink, Flattener.Output {

    final List<byte[]> arrays = new ArrayList<>();
    final Counters counters = new Counters();
    final Map<String, Set<Integer>> partitionsOfSymbol = new HashMap<>();
    final Map<String, Long> lastTime = new HashMap<>();
    final List<String> tradePrices = new ArrayList<>();
    private final Map<Kind, Long> rows = new EnumMap<>(Kind.class);
    long deadElements;
    long deadArrays;
    boolean ordered = true;

    /** The times that each partition was told. */
    final Map<Integer, List<Instant>> clocks = new HashMap<>();

    /** Messages of a time that their partition was told before. */
    int afterTheirClock;

    private final Flattener flattener = new Flattener();

    @Override
    public void accept(int partition, byte[] array, ArrayTally tally) {
        arrays.add(array);
        counters.delivered(tally);
        flattener.flatten(array, partition, arrays.size() - 1L, this);
    }

    @Override
    public void row(Message message) {
        rows.merge(message.kind(), 1L, Long::sum);
        if (message instanceof Trade trade) {
            tradePrices.add(Double.toString(trade.price));
        }
        List<Instant> told = clocks.computeIfAbsent(message.partition, unused -> new ArrayList<>());
        Instant time = Instant.EPOCH.plusNanos(message.timeNs);
        if (message.kind() == Kind.CLOCK) {
            told.add(time);
        } else if (message.kind().isMoment()) {
            note(message);
            afterTheirClock += !told.isEmpty() && time.isBefore(told.get(told.size() - 1)) ? 1 : 0;
        }
    }

    long rows(Kind kind) {
        return rows.getOrDefault(kind, 0L);
    }

    long rows() {
        return rows.values().stream().mapToLong(Long::longValue).sum();
    }

    @Override
    public void deadLetter(DeadLetter deadLetter) {
        if (deadLetter.index == DeadLetter.WHOLE_RECORD) {
            deadArrays++;
        } else {
            deadElements++;
        }
    }

    private void note(Message message) {
        String symbol = new String(message.symbol, StandardCharsets.UTF_8);
        partitionsOfSymbol
                .computeIfAbsent(symbol, unknown -> new HashSet<>())
                .add(message.partition);
        Long before = lastTime.put(symbol, message.timeNs);
        ordered &= before == null || before < message.timeNs;
    }
}
