package io.tickhouse.tools;

/** A failure whose message tells the user the cause and the remedy in one sentence. */
public final class UserError extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final int exitCode;
    private final boolean outage;

    private UserError(String message, Throwable cause, int exitCode, boolean outage) {
        super(message, cause);
        this.exitCode = exitCode;
        this.outage = outage;
    }

    /** The request was understood and failed: exit code 1. */
    public static UserError failed(String message) {
        return new UserError(message, null, 1, false);
    }

    /** The request was understood and failed for this reason: exit code 1. */
    public static UserError failed(String message, Throwable cause) {
        return new UserError(message, cause, 1, false);
    }

    /**
     * A service does not answer but may answer later: exit code 1 if the caller does not wait for
     * it.
     */
    public static UserError outage(String message, Throwable cause) {
        return new UserError(message, cause, 1, true);
    }

    /** The request itself is wrong: exit code 2. */
    public static UserError badUsage(String message) {
        return new UserError(message, null, 2, false);
    }

    /** Whether a service was unavailable, so that the same request may succeed later. */
    public boolean isOutage() {
        return outage;
    }

    /** What the process ends with: 1 if the work failed, 2 if the request itself is wrong. */
    public int exitCode() {
        return exitCode;
    }
}
