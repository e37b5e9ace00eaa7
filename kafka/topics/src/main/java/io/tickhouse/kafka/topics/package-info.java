/**
 * The topics that all engines share: their names, the sizes they must accept, and who writes which.
 */
package io.tickhouse.kafka.topics;
