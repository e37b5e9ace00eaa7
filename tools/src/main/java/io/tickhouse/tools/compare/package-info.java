/**
 * Proof that two engines wrote the same: flattened topics, or topics of dead letters, and what the
 * oracle says they should hold, compared row by row and in order per symbol.
 */
package io.tickhouse.tools.compare;
