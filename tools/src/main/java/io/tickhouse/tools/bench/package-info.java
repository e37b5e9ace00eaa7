/**
 * {@code tickhouse bench}: several ways to do the same work, side by side in one run.
 *
 * <p>A {@link io.tickhouse.tools.bench.Contender} is one way; {@link
 * io.tickhouse.tools.bench.Contenders} lists them. What is measured of them is in classes of its
 * own, which know a {@link io.tickhouse.tools.bench.Running} and nothing of its engine.
 */
package io.tickhouse.tools.bench;
