package io.tickhouse.model;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Declares the fields of a kind, in the order of its rows. */
final class Fields {

    private final List<Field> all = new ArrayList<>();

    Field symbol() {
        return add("S", "S", "symbol", Field.Type.SYMBOL);
    }

    Field time() {
        return add("t", "timestamp", "timestamp_ms", Field.Type.TIME);
    }

    Field text(String key, String name) {
        return add(key, key, name, Field.Type.TEXT);
    }

    Field texts(String key, String name) {
        return add(key, key, name, Field.Type.TEXTS);
    }

    Field integer(String key, String name) {
        return add(key, key, name, Field.Type.INTEGER);
    }

    Field decimal(String key, String name) {
        return add(key, key, name, Field.Type.DECIMAL);
    }

    private Field add(String key, String flatKey, String name, Field.Type type) {
        Field field = new Field(key, flatKey, name, type, all.size());
        all.add(field);
        return field;
    }

    List<Field> all() {
        return Collections.unmodifiableList(all);
    }
}
