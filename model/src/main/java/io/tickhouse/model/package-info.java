/**
 * The messages of a market feed, and the rule that flattens a raw record into messages.
 *
 * <p>Pure Java, shared by every engine, so that all of them write the same bytes.
 */
package io.tickhouse.model;
