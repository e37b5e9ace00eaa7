package io.tickhouse.tools.audit;

import io.tickhouse.tools.audit.AuditReport.PinotTable;
import java.util.List;

/** What an audit compares. An outage of a service may be thrown by all; the call is repeated. */
interface Sides extends AutoCloseable {

    /** Reads the raw topic up to its cut, before anything else is asked. */
    RawIndex raw() throws InterruptedException;

    /** What the reader of a report should know of records that Kafka has deleted. */
    List<String> notes() throws InterruptedException;

    /** Reads on in the dead letters, and returns all that were seen so far. */
    Seen deadLetters();

    /** The same for the tables; null if the job does not write them. */
    Seen iceberg();

    /** The same for the topics of rows; null if the job does not write them. */
    Seen flattened();

    /**
     * Compares Pinot's tables with the topics of rows.
     *
     * @param last whether this is the last look, so that missing coordinates must be named
     */
    List<PinotTable> pinot(boolean last);

    /** Faults of topics and tables that hold rows of another raw topic. */
    List<String> faults() throws InterruptedException;

    @Override
    void close();
}
