package io.tickhouse.model;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.function.BiConsumer;

/**
 * The headers of a dead letter's record, as UTF-8 text: why it is a dead letter, and where it came
 * from. They are written only here, so that every engine writes the same.
 */
public final class DeadLetterHeaders {

    public static final String REASON = "reason";
    public static final String DETAIL = "detail";
    public static final String SOURCE_TOPIC = "source.topic";
    public static final String SOURCE_PARTITION = "source.partition";
    public static final String SOURCE_OFFSET = "source.offset";
    public static final String SOURCE_INDEX = "source.index";

    /** Number of consecutive elements of the array, from the index on. */
    public static final String ELEMENTS = "elements";

    /** When it was written: the only header that differs between two runs. */
    public static final String TIME = "time";

    private DeadLetterHeaders() {}

    /**
     * Passes on all headers, always in the same order.
     *
     * @param sourceTopic the raw topic
     * @param time when the dead letter is written
     * @param to receives name and value
     */
    public static void write(
            DeadLetter letter, String sourceTopic, Instant time, BiConsumer<String, byte[]> to) {
        to.accept(REASON, bytes(letter.reason.name()));
        to.accept(DETAIL, bytes(letter.detail));
        to.accept(SOURCE_TOPIC, bytes(sourceTopic));
        to.accept(SOURCE_PARTITION, bytes(Integer.toString(letter.partition)));
        to.accept(SOURCE_OFFSET, bytes(Long.toString(letter.offset)));
        to.accept(SOURCE_INDEX, bytes(Integer.toString(letter.index)));
        to.accept(ELEMENTS, bytes(Integer.toString(letter.elements)));
        to.accept(TIME, bytes(time.toString()));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
