/**
 * Files of market data that people have, as messages of the feed: how a file is packed and written,
 * what its columns are, what its times and numbers mean. Nothing is guessed in silence: {@link
 * io.tickhouse.tools.feed.file.Mapping} tells what a file was taken for before a message is sent.
 */
package io.tickhouse.tools.feed.file;
