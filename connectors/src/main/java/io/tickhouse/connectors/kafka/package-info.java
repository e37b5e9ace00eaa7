/** The Kafka ends of a job: raw records in, flattened messages and dead letters out. */
package io.tickhouse.connectors.kafka;
