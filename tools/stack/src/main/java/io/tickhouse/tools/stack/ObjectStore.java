package io.tickhouse.tools.stack;

/** The program behind the S3 endpoint. */
public enum ObjectStore {
    /** The embedded store, which comes with the build. */
    S3PROXY,
    /** The {@code minio} program of the machine. */
    MINIO
}
