/** The Iceberg end of a job: the catalog, the tables and their evolution, rows out. */
package io.tickhouse.connectors.iceberg;
