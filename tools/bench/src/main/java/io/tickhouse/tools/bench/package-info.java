/**
 * {@code tickhouse bench}: several ways to do the same work, side by side in one run.
 *
 * <p>A {@link io.tickhouse.tools.bench.Contender} is one way; {@link
 * io.tickhouse.tools.bench.Contenders} lists them. Each measurement has its own classes, which know
 * a {@link io.tickhouse.tools.bench.Running} but not its engine.
 */
package io.tickhouse.tools.bench;
