package io.tickhouse.tools.compare;

import io.tickhouse.tools.lake.Lake;
import io.tickhouse.tools.lake.TableReader;
import io.tickhouse.tools.lake.TableReader.News;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.expressions.Expression;
import org.apache.iceberg.expressions.Expressions;

/**
 * A side in an Iceberg table. A table keeps no order, and the comparison needs none: the sums of a
 * block do not depend on it.
 */
final class LakeSide implements Side {

    private static final long NEWS_NANOS = 5_000_000_000L;

    private final String name;
    private final String table;
    private final Contents kind;
    private final Lake lake;
    private final TableReader reader;
    private final Consumer<String> progress;
    private News news = News.NOTHING;
    private LakeRows rows;
    private long read;
    private long lastNews;

    LakeSide(SideName name, Contents kind, Lake lake, Consumer<String> progress) {
        this.name = name.given();
        this.table = name.topic();
        this.kind = kind;
        this.lake = lake;
        this.reader = lake.reader(table);
        this.progress = progress;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public boolean ordered() {
        return false;
    }

    @Override
    public boolean fixEnd() {
        news = reader.refresh();
        if (!reader.exists()) {
            return false;
        }
        rows = new LakeRows(kind, table, reader.schema());
        return true;
    }

    @Override
    public boolean startsOver() {
        return news == News.ALL;
    }

    @Override
    public void read(Consumer<Row> to) {
        if (reader.exists()) {
            start();
            reader.read(news, rows.schema(), (row, writtenMs) -> take(row, "read", to));
        }
    }

    @Override
    public void readAgain(Set<Blocks.Id> blocks, Consumer<Row> to, BooleanSupplier enough) {
        start();
        reader.readAgain(
                rows.schema(),
                within(blocks),
                (row, writtenMs) -> take(row, "looked through for the differences", to),
                enough);
    }

    /** Filters by each partition's first and last offset; rows in between are skipped later. */
    private static Expression within(Set<Blocks.Id> blocks) {
        Expression any = Expressions.alwaysFalse();
        for (int partition : blocks.stream().map(Blocks.Id::partition).distinct().toList()) {
            List<Long> offsets =
                    blocks.stream()
                            .filter(block -> block.partition() == partition)
                            .map(Blocks.Id::firstOffset)
                            .sorted()
                            .toList();
            any =
                    Expressions.or(
                            any,
                            Expressions.and(
                                    Expressions.equal("src_partition", partition),
                                    Expressions.greaterThanOrEqual("src_offset", offsets.get(0)),
                                    Expressions.lessThan(
                                            "src_offset",
                                            offsets.get(offsets.size() - 1) + Blocks.OFFSETS)));
        }
        return any;
    }

    private void start() {
        read = 0;
        lastNews = System.nanoTime();
    }

    private void take(Record row, String doing, Consumer<Row> to) {
        to.accept(rows.row(row));
        if ((++read & 1023) == 0 && System.nanoTime() - lastNews > NEWS_NANOS) {
            lastNews = System.nanoTime();
            progress.accept("%s: %,d rows %s".formatted(name, read, doing));
        }
    }

    @Override
    public List<String> notes() {
        return List.of();
    }

    @Override
    public void close() {
        try {
            lake.close();
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot close the Iceberg catalog", e);
        }
    }
}
