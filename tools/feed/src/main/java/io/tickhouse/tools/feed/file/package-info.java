/**
 * Reads users' files of market data as messages of the feed. It determines how a file is packed and
 * written, what its columns are, and what its times and numbers mean. Nothing is guessed silently:
 * {@link io.tickhouse.tools.feed.file.Mapping} tells how a file was read before a message is sent.
 */
package io.tickhouse.tools.feed.file;
