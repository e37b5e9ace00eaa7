package io.tickhouse.tools.bars;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.iceberg.data.Record;

/** Of the rows of a table of analytics, the last version of each key. */
final class Versions implements Consumer<Record> {

    private final List<String> key;
    private final Map<List<Object>, Record> last = new HashMap<>();

    /**
     * @param key columns that tell what a row is about
     */
    Versions(List<String> key) {
        this.key = key;
    }

    @Override
    public void accept(Record row) {
        List<Object> values = new ArrayList<>(key.size());
        key.forEach(column -> values.add(row.getField(column)));
        last.merge(values, row, (one, other) -> number(one) > number(other) ? one : other);
    }

    Collection<Record> rows() {
        return last.values();
    }

    static int number(Record row) {
        return (Integer) row.getField("version");
    }
}
