package io.tickhouse.minio.care;

/**
 * The refusal to change a table in a way that could lose rows or a writer's position. The message
 * names the cause and the remedy in one sentence. There is no stack trace, because nothing in the
 * program is wrong.
 */
public final class CareRefusal extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public CareRefusal(String message) {
        super(message, null, false, false);
    }
}
