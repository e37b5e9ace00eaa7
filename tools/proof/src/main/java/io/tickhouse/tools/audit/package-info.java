/**
 * The audit: proof that nothing was lost and nothing duplicated. Every coordinate of the raw topic
 * is looked for in Iceberg, in the flattened topics and among the dead letters. The audit shares no
 * code with the flatten rule, so that a fault of the rule cannot hide itself.
 */
package io.tickhouse.tools.audit;
