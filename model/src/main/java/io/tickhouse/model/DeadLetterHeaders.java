package io.tickhouse.model;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.function.BiConsumer;

/**
 * What the headers of a dead letter's record say, as UTF-8 text: why it is one, and where it came
 * from. Written here alone, so that every engine writes the same.
 */
public final class DeadLetterHeaders {

    public static final String REASON = "reason";
    public static final String DETAIL = "detail";
    public static final String SOURCE_TOPIC = "source.topic";
    public static final String SOURCE_PARTITION = "source.partition";
    public static final String SOURCE_OFFSET = "source.offset";
    public static final String SOURCE_INDEX = "source.index";

    /** How many consecutive elements of the array it is, from the index on. */
    public static final String ELEMENTS = "elements";

    /** When it was written: the one header in which two runs differ. */
    public static final String TIME = "time";

    private DeadLetterHeaders() {}

    /**
     * Hands out the headers, always all of them and in the same order.
     *
     * @param sourceTopic the raw topic
     * @param time when it is written
     * @param to takes name and value
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
