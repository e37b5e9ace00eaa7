/**
 * How a table stays small and whole beside its writers. Plain Java on Iceberg, without an engine.
 */
package io.tickhouse.minio.care;
