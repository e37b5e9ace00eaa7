/**
 * What the analytics job wrote, for people: its bars and windows as they are or as they were known,
 * and the proof that they are what the trades of the lake give. The proof takes its figures from
 * the oracle, and shares no code with the job but the calendar and the labels of sizes.
 */
package io.tickhouse.tools.bars;
