/** Reads the tables of the lake, for the audit and the comparison. */
package io.tickhouse.tools.lake;
