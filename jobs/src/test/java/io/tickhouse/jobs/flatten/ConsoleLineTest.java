package io.tickhouse.jobs.flatten;

import static org.assertj.core.api.Assertions.assertThat;

import io.tickhouse.model.DeadLetter;
import io.tickhouse.model.Reason;
import java.nio.charset.StandardCharsets;
import org.apache.flink.streaming.api.operators.StreamMap;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.Test;

@SuppressWarnings("try") // the harness may be interrupted while it closes
class ConsoleLineTest {

    @Test
    void aDeadLetterIsOneLineOfJson() throws Exception {
        assertThat(line("{\"T\":\n1}".getBytes(StandardCharsets.UTF_8)))
                .isEqualTo(
                        "{\"reason\":\"BAD_VALUE\",\"detail\":\"no type\",\"partition\":3,"
                                + "\"offset\":9223372036854775807,\"index\":-1,\"elements\":1,"
                                + "\"value\":\"{\\\"T\\\":\\n1}\"}");
    }

    @Test
    void bytesThatAreNoTextDoNotBreakTheLine() throws Exception {
        byte[] bytes = {(byte) 0xff, 0, '\r', '\n', 0x1b, '[', 'A'};

        assertThat(line(bytes)).endsWith("\"value\":\"\ufffd\\u0000\\r\\n\\u001B[A\"}");
    }

    private static String line(byte[] value) throws Exception {
        DeadLetter letter = new DeadLetter();
        letter.reason = Reason.BAD_VALUE;
        letter.detail = "no type";
        letter.value = value;
        letter.partition = 3;
        letter.offset = Long.MAX_VALUE;
        letter.index = DeadLetter.WHOLE_RECORD;
        letter.elements = 1;
        try (OneInputStreamOperatorTestHarness<DeadLetter, String> harness =
                new OneInputStreamOperatorTestHarness<>(new StreamMap<>(new ConsoleLine()))) {
            harness.open();
            harness.processElement(letter, 0);
            return harness.extractOutputValues().get(0);
        }
    }
}
