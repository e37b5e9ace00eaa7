/** Alpaca's side of the command line: gap records, a local Alpaca, and the content of its day. */
package io.tickhouse.tools.alpaca;
