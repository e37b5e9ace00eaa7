package io.tickhouse.tools.sql;

import java.lang.reflect.Array;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.flink.table.types.logical.ArrayType;
import org.apache.flink.table.types.logical.LogicalType;
import org.apache.flink.table.types.logical.MapType;
import org.apache.flink.table.types.logical.RowType;
import org.apache.flink.types.Row;

/** Flink's values as those that can be printed: texts, numbers, booleans, lists and maps. */
final class Values {

    private Values() {}

    static List<Object> plain(Row row, List<LogicalType> types) {
        List<Object> values = new ArrayList<>(types.size());
        for (int i = 0; i < types.size(); i++) {
            values.add(plain(row.getField(i), types.get(i)));
        }
        return values;
    }

    private static Object plain(Object value, LogicalType type) {
        if (value == null || value instanceof Number || value instanceof Boolean) {
            return value;
        }
        if (value instanceof byte[] bytes) {
            return "0x" + HexFormat.of().formatHex(bytes);
        }
        if (type instanceof ArrayType array) {
            return list(value, array.getElementType());
        }
        if (type instanceof MapType map) {
            Map<String, Object> entries = new TreeMap<>(); // a map has no order of its own
            ((Map<?, ?>) value)
                    .forEach(
                            (key, each) ->
                                    entries.put(
                                            String.valueOf(plain(key, map.getKeyType())),
                                            plain(each, map.getValueType())));
            return entries;
        }
        if (value instanceof Row row && type instanceof RowType fields) {
            Map<String, Object> entries = new LinkedHashMap<>();
            for (int i = 0; i < fields.getFieldCount(); i++) {
                entries.put(
                        fields.getFieldNames().get(i), plain(row.getField(i), fields.getTypeAt(i)));
            }
            return entries;
        }
        if (value instanceof LocalDateTime time) {
            return DateTimeFormatter.ISO_LOCAL_DATE_TIME.format(time);
        }
        return value.toString();
    }

    private static List<Object> list(Object value, LogicalType type) {
        List<Object> items = new ArrayList<>();
        if (value instanceof List<?> list) {
            list.forEach(item -> items.add(plain(item, type)));
        } else {
            for (int i = 0; i < Array.getLength(value); i++) {
                items.add(plain(Array.get(value, i), type));
            }
        }
        return items;
    }
}
