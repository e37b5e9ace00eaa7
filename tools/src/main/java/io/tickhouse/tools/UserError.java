package io.tickhouse.tools;

/** A failure that its message explains to the user: the cause and the remedy, in one sentence. */
public final class UserError extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final int exitCode;

    private UserError(String message, Throwable cause, int exitCode) {
        super(message, cause);
        this.exitCode = exitCode;
    }

    /** The request was understood and failed: exit code 1. */
    public static UserError failed(String message) {
        return new UserError(message, null, 1);
    }

    /** The request was understood and failed for this reason: exit code 1. */
    public static UserError failed(String message, Throwable cause) {
        return new UserError(message, cause, 1);
    }

    /** The request itself is wrong: exit code 2. */
    public static UserError badUsage(String message) {
        return new UserError(message, null, 2);
    }

    int exitCode() {
        return exitCode;
    }
}
