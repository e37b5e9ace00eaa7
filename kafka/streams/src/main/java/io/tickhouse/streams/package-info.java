/** The Kafka Streams twin of the flatten job: the same rule, the same outputs, another engine. */
package io.tickhouse.streams;
