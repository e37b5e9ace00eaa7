package io.tickhouse.tools.demo;

import java.io.IOException;

/** How many trades have become visible since the demo began. */
interface Counts extends AutoCloseable {

    /** New rows in the newest snapshot of the trades. */
    long iceberg();

    /** New rows in Pinot's table of trades. */
    long pinot();

    /** Age of the newest trade in Pinot, as of the last {@link #pinot}; "-" without one. */
    String age();

    @Override
    void close() throws IOException;
}
