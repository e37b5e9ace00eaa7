package io.tickhouse.tools.compare;

import io.tickhouse.tools.audit.Coordinate;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;

/** A side in memory; offsets count up in each partition as rows are added. */
class ListSide implements Side {

    private final String name;
    private final List<Row> rows = new ArrayList<>();
    private int read;

    ListSide(String name) {
        this.name = name;
    }

    static Coordinate at(int partition, long offset, int index) {
        return new Coordinate(partition, offset, index);
    }

    ListSide row(Coordinate source, String key, String value) {
        return row(source, 0, key, value);
    }

    ListSide row(Coordinate source, int partition, String key, String value, String... headers) {
        List<Header> all = new ArrayList<>();
        for (String header : headers) {
            all.add(new RecordHeader(header, bytes(header)));
        }
        long offset = rows.stream().filter(row -> row.partition == partition).count();
        rows.add(new Row(source, partition, offset, bytes(key), bytes(value), all));
        return this;
    }

    private static byte[] bytes(String text) {
        return text == null ? null : text.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public boolean fixEnd() {
        return true;
    }

    @Override
    public void read(Consumer<Row> to) {
        rows.subList(read, rows.size()).forEach(to);
        read = rows.size();
    }

    @Override
    public void readAgain(Set<Blocks.Id> blocks, Consumer<Row> to, BooleanSupplier enough) {
        for (Row row : rows) {
            if (enough.getAsBoolean()) {
                return;
            }
            to.accept(row);
        }
    }

    @Override
    public List<String> notes() {
        return List.of();
    }

    @Override
    public void close() {}
}
