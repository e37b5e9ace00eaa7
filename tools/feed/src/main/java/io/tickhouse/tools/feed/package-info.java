/** Fills the raw topic with a made-up market, or with files that are replayed. */
package io.tickhouse.tools.feed;
