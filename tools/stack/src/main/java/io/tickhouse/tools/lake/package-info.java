/** Opens the tables of the lake, and reads their rows. */
package io.tickhouse.tools.lake;
