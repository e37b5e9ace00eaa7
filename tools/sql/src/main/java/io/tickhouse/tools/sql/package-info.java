/**
 * The program behind {@code ./tickhouse lake sql}: Flink SQL over the tables of a lake, in one
 * process, with the statements that users of Spark and Trino know.
 */
package io.tickhouse.tools.sql;
