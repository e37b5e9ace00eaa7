/** The flatten job: raw arrays in, rows and dead letters out. */
package io.tickhouse.jobs.flatten;
