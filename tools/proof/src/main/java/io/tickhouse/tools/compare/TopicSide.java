package io.tickhouse.tools.compare;

import io.tickhouse.tools.audit.TopicReader;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/** A side in a topic. Reads committed records up to the last stable offset, and commits nothing. */
final class TopicSide implements Side {

    private static final long NEWS_NANOS = 5_000_000_000L;

    private final String name;
    private final RecordRows rows;
    private final Consumer<String> progress;
    private final TopicReader reader;
    private Map<Integer, Long> starts;
    private Map<Integer, Long> ends = Map.of();

    private long records;
    private long lastNews;

    TopicSide(SideName name, Properties client, RecordRows rows, Consumer<String> progress) {
        this.name = name.given();
        this.rows = rows;
        this.progress = progress;
        this.reader = new TopicReader(client, name.topic());
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public boolean fixEnd() {
        if (!reader.exists()) {
            return false;
        }
        if (starts == null) {
            starts = reader.beginnings();
        }
        ends = reader.ends();
        return true;
    }

    @Override
    public void read(Consumer<Row> to) {
        read(ends, "read", to, () -> false);
    }

    @Override
    public void readAgain(Set<Blocks.Id> blocks, Consumer<Row> to, BooleanSupplier enough) {
        Map<Integer, Long> from = new HashMap<>(starts);
        Map<Integer, Long> until = new HashMap<>(ends);
        if (rows.ofTheSource()) {
            from.replaceAll((partition, start) -> Math.max(start, first(blocks, partition)));
            until.replaceAll((partition, end) -> Math.min(end, last(blocks, partition)));
        }
        reader.seek(from);
        records = 0;
        read(until, "looked through for the differences", to, enough);
    }

    private static long first(Set<Blocks.Id> blocks, int partition) {
        return blocks.stream()
                .filter(block -> block.partition() == partition)
                .mapToLong(Blocks.Id::firstOffset)
                .min()
                .orElse(0);
    }

    /** One past the last offset, or 0 if none of the blocks is in the partition. */
    private static long last(Set<Blocks.Id> blocks, int partition) {
        return blocks.stream()
                .filter(block -> block.partition() == partition)
                .mapToLong(block -> block.firstOffset() + Blocks.OFFSETS)
                .max()
                .orElse(0);
    }

    private void read(
            Map<Integer, Long> until, String doing, Consumer<Row> to, BooleanSupplier enough) {
        lastNews = System.nanoTime();
        reader.readTo(
                until,
                record -> {
                    rows.rows(record, to);
                    if ((++records & 1023) == 0) {
                        tellOfProgress(doing);
                    }
                },
                enough);
    }

    private void tellOfProgress(String doing) {
        long now = System.nanoTime();
        if (now - lastNews > NEWS_NANOS) {
            lastNews = now;
            long offsets =
                    ends.entrySet().stream()
                            .mapToLong(end -> end.getValue() - starts.get(end.getKey()))
                            .sum();
            progress.accept(
                    "%s: %,d of about %,d records %s".formatted(name, records, offsets, doing));
        }
    }

    @Override
    public List<String> notes() {
        List<String> notes = new ArrayList<>();
        if (starts != null && starts.values().stream().anyMatch(start -> start > 0)) {
            notes.add(
                    "Kafka has deleted the oldest records of "
                            + name
                            + ": their rows count as missing there.");
        }
        return notes;
    }

    @Override
    public void close() {
        reader.close();
    }
}
