/**
 * A second implementation of the flatten rule, to judge the first one. The tests of {@code model}
 * compare the parser with it, and {@code ./tickhouse compare oracle:TOPIC} compares whole topics.
 * It is a module of its own because it must share no code with {@code model}: shared code would
 * hide a fault from it. The golden cases of {@code model} compare it with results worked out by
 * hand. The same holds of bars and windows: {@link io.tickhouse.oracle.BarOracle}.
 */
package io.tickhouse.oracle;
