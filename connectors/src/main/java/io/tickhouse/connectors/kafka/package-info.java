/**
 * The Kafka sources and sinks of a job: raw records and flattened messages in, rows and dead
 * letters out.
 */
package io.tickhouse.connectors.kafka;
