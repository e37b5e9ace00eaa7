/** The Kafka source and sinks of a job: raw records in, flattened messages and dead letters out. */
package io.tickhouse.connectors.kafka;
