package io.tickhouse.jobs.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import io.tickhouse.connectors.alpaca.memory.GapRecord;
import io.tickhouse.connectors.kafka.TopicRecord;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.apache.flink.streaming.api.operators.StreamMap;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.Test;

@SuppressWarnings("try") // the harness may be interrupted while it closes
class GapLineTest {

    private static final Instant FROM = Instant.parse("2026-03-02T14:30:00.000000001Z");
    private static final Instant TO = Instant.parse("2026-03-02T14:31:00Z");

    @Test
    void aGapThatIsOpenHasNoTimeOfItsEnd() throws Exception {
        assertThat(text(line(gap("iex-1", "", null, GapRecord.State.OPEN)).value))
                .isEqualTo(
                        "{\"id\":\"iex-1\",\"feed\":\"iex\",\"channel\":\"trades\","
                                + "\"symbols\":[\"AAPL\",\"BRK.B\"],"
                                + "\"from\":\"2026-03-02T14:30:00.000000001Z\","
                                + "\"to\":\"2026-03-02T14:31:00Z\",\"cause\":\"reset\","
                                + "\"detail\":\"\",\"opened\":\"2026-03-02T14:31:00Z\","
                                + "\"closed\":null,\"rows\":7,\"state\":\"open\"}");
    }

    @Test
    void theLineThatClosesAGapReplacesTheOneThatOpenedIt() throws Exception {
        TopicRecord opened = line(gap("iex-1", "", null, GapRecord.State.OPEN));
        TopicRecord closed = line(gap("iex-1", "", TO, GapRecord.State.REPAIRED));

        assertThat(closed.key).isEqualTo(opened.key).isEqualTo(utf8("iex-1"));
        assertThat(closed.partition).isNegative();
        assertThat(text(closed.value))
                .contains("\"closed\":\"2026-03-02T14:31:00Z\"", "\"state\":\"repaired\"");
    }

    @Test
    void aDetailIsQuotedWhateverTheServerSaid() throws Exception {
        GapRecord gap = gap("iex-1", "\"},\n{\u0000\u20ac", TO, GapRecord.State.UNREPAIRABLE);

        assertThat(text(line(gap).value))
                .contains("\"detail\":\"\\\"},\\n{\\u0000\u20ac\"")
                .doesNotContain("\n");
    }

    private static GapRecord gap(String id, String detail, Instant closed, GapRecord.State state) {
        return new GapRecord(
                id,
                "iex",
                "trades",
                List.of("AAPL", "BRK.B"),
                FROM,
                TO,
                "reset",
                detail,
                TO,
                closed,
                7,
                state);
    }

    private static TopicRecord line(GapRecord gap) throws Exception {
        try (OneInputStreamOperatorTestHarness<GapRecord, TopicRecord> harness =
                new OneInputStreamOperatorTestHarness<>(new StreamMap<>(new GapLine()))) {
            harness.open();
            harness.processElement(gap, 0);
            return harness.extractOutputValues().get(0);
        }
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String text(byte[] utf8) {
        return new String(utf8, StandardCharsets.UTF_8);
    }
}
