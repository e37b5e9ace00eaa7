package io.tickhouse.connectors.iceberg;

/** What to do if the snapshot of a job's last checkpoint was expired while the job was down. */
public enum ExpiredSnapshot {
    /** Fail, with a message. */
    FAIL,

    /** Take the rows of that checkpoint for committed, continue, and log it. */
    COMMITTED
}
