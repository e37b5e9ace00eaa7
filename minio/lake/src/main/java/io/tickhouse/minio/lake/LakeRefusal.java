package io.tickhouse.minio.lake;

/**
 * The refusal of settings with which no catalog can be opened. The message names the cause and the
 * remedy in one sentence. There is no stack trace, because nothing in the program is wrong.
 */
public final class LakeRefusal extends RuntimeException {

    private static final long serialVersionUID = 1L;

    LakeRefusal(String message) {
        super(message, null, false, false);
    }
}
