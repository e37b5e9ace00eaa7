/** {@code tickhouse lake}: what looks after the tables of the lake. */
package io.tickhouse.tools.care;
