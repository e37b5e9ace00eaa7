/** The compaction job: many small files of a table in, few large ones with the same rows out. */
package io.tickhouse.jobs.compact;
