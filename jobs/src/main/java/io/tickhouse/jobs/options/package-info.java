/** Options that the jobs share. */
package io.tickhouse.jobs.options;
