/** Fills the raw topic: a market that is made up, and files that are played again. */
package io.tickhouse.tools.feed;
