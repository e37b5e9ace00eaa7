/** The topics that every engine shares: their names, what they must take, who writes which. */
package io.tickhouse.kafka.topics;
