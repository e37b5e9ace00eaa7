package io.tickhouse.model.analytics;

import java.io.Serializable;

/**
 * A column of a table of analytics. Topics use the same names as keys.
 *
 * @param name in words, with its unit where it has one
 * @param required whether every row has it
 */
public record Column(String name, ColumnType type, boolean required) implements Serializable {}
