/**
 * The flatten rule a second time, so that it can judge the first: the tests of {@code model} hold
 * the parser to it, and {@code ./tickhouse compare oracle:TOPIC} holds whole topics to it. A module
 * of its own, because it must share no code with {@code model}, which would hide a fault from it;
 * the golden cases of {@code model} hold it to what was worked out by hand.
 */
package io.tickhouse.oracle;
