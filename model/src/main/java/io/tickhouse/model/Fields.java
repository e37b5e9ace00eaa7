package io.tickhouse.model;

import io.tickhouse.model.Field.Type;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Declares the fields of a kind, in the order of its rows. */
final class Fields {

    private final List<Field> all = new ArrayList<>();

    Field symbol() {
        return add("S", "S", "symbol", Type.SYMBOL);
    }

    Field time() {
        return add("t", "timestamp", "timestamp_ms", Type.TIME);
    }

    Field text(String key, String name) {
        return add(key, key, name, Type.TEXT);
    }

    Field texts(String key, String name) {
        return add(key, key, name, Type.TEXTS);
    }

    Field integer(String key, String name) {
        return add(key, key, name, Type.INTEGER);
    }

    Field decimal(String key, String name) {
        return add(key, key, name, Type.DECIMAL);
    }

    private Field add(String key, String flatKey, String name, Type type) {
        Field field = new Field(key, flatKey, name, type, all.size());
        all.add(field);
        return field;
    }

    List<Field> all() {
        return Collections.unmodifiableList(all);
    }
}
