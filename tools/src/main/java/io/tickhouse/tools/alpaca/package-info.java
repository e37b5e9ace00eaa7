/** Alpaca's side of the command line: the gap ledger, a local Alpaca, and what its day holds. */
package io.tickhouse.tools.alpaca;
