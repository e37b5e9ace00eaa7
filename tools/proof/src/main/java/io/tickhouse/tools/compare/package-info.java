/**
 * Comparison of what two engines wrote: flattened topics, or topics of dead letters, and what the
 * oracle says they should hold. They are compared row by row, and in order per symbol.
 */
package io.tickhouse.tools.compare;
