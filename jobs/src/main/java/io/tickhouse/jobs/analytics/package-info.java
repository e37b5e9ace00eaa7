/** The analytics job: bars and windows of trades, and ledgers of what changed them. */
package io.tickhouse.jobs.analytics;
