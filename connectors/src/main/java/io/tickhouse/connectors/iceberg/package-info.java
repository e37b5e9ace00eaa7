/** The Iceberg sink of a job: the catalog, the tables and their evolution, and the rows written. */
package io.tickhouse.connectors.iceberg;
