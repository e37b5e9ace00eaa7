/** The {@code pinot} and {@code query} commands. */
package io.tickhouse.tools.pinot;
