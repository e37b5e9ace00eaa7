/** The ingest job: from the feed of Alpaca into the raw topic. */
package io.tickhouse.jobs.ingest;
