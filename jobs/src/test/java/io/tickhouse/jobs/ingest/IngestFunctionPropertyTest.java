package io.tickhouse.jobs.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import io.tickhouse.connectors.alpaca.reader.FeedRecord;
import io.tickhouse.connectors.kafka.TopicRecord;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.apache.flink.streaming.api.operators.ProcessOperator;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;

/** However a frame is cut, each of its messages leaves once, unchanged, and in order. */
@SuppressWarnings("try") // the harness may be interrupted while it closes
class IngestFunctionPropertyTest {

    private static final int PARTITIONS = 3;
    private static final int LARGEST = 120;
    private static final Pattern MESSAGE = Pattern.compile("\\{\"S\":\"(\\d)\"[^}]*}");

    @Property(tries = 50)
    void eachMessageLeavesOnceAndInTheOrderOfItsSymbol(
            @ForAll @Size(max = 40) List<@IntRange(min = 0, max = 9) Integer> symbols)
            throws Exception {
        Map<String, List<String>> sent = new HashMap<>();
        Map<String, List<String>> received = new HashMap<>();
        List<String> messages = messages(symbols);
        messages.forEach(message -> add(sent, message));

        List<TopicRecord> arrays = cut(messages, symbols);

        for (TopicRecord array : arrays) {
            Matcher message = MESSAGE.matcher(text(array));
            while (message.find()) {
                add(received, message.group());
            }
        }
        assertThat(received).isEqualTo(sent);
    }

    @Property(tries = 50)
    void anArrayIsWholeAndNoLongerThanTheTopicTakes(
            @ForAll @Size(max = 40) List<@IntRange(min = 0, max = 9) Integer> symbols)
            throws Exception {
        for (TopicRecord array : cut(messages(symbols), symbols)) {
            assertThat(array.value.length).isLessThanOrEqualTo(LARGEST);
            assertThat(text(array)).matches("\\[(\\{[^}]*},)*\\{[^}]*}]");
        }
    }

    @Property(tries = 50)
    void aSymbolIsInOnePartition(
            @ForAll @Size(max = 40) List<@IntRange(min = 0, max = 9) Integer> symbols)
            throws Exception {
        Map<String, Set<Integer>> partitions = new HashMap<>();
        for (TopicRecord array : cut(messages(symbols), symbols)) {
            Matcher message = MESSAGE.matcher(text(array));
            while (message.find()) {
                partitions
                        .computeIfAbsent(message.group(1), s -> new HashSet<>())
                        .add(array.partition);
            }
        }
        assertThat(partitions.values()).allMatch(of -> of.size() == 1);
    }

    private static void add(Map<String, List<String>> bySymbol, String message) {
        bySymbol.computeIfAbsent(message.substring(6, 7), s -> new ArrayList<>()).add(message);
    }

    /** Messages of different lengths, each with its place in the frame. */
    private static List<String> messages(List<Integer> symbols) {
        List<String> messages = new ArrayList<>();
        for (int i = 0; i < symbols.size(); i++) {
            int symbol = symbols.get(i);
            messages.add(
                    "{\"S\":\""
                            + symbol
                            + "\",\"i\":"
                            + i
                            + ",\"x\":\""
                            + "x".repeat(7 * symbol)
                            + "\"}");
        }
        return messages;
    }

    private static List<TopicRecord> cut(List<String> messages, List<Integer> symbols)
            throws Exception {
        FeedRecord record = new FeedRecord();
        record.symbols = symbols.stream().map(String::valueOf).toArray(String[]::new);
        record.spans = new int[2 * messages.size()];
        StringBuilder frame = new StringBuilder("[");
        for (int i = 0; i < messages.size(); i++) {
            frame.append(i == 0 ? "" : " , ");
            record.spans[2 * i] = frame.length();
            frame.append(messages.get(i));
            record.spans[2 * i + 1] = frame.length();
        }
        record.frame = frame.append(']').toString().getBytes(StandardCharsets.UTF_8);
        try (OneInputStreamOperatorTestHarness<FeedRecord, TopicRecord> harness =
                new OneInputStreamOperatorTestHarness<>(
                        new ProcessOperator<>(
                                new IngestFunction(
                                        new IngestJob.Target("raw", PARTITIONS, LARGEST + 512))))) {
            harness.open();
            harness.processElement(record, 0);
            return harness.extractOutputValues();
        }
    }

    private static String text(TopicRecord array) {
        return new String(array.value, StandardCharsets.UTF_8);
    }
}
