package io.tickhouse.tools.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class OriginTest {

    private final Origin origin = new Origin("raw", "id-2");

    @Test
    void aTableOfThisTopicPasses() {
        assertThat(
                        origin.faultOfTable(
                                "db.t",
                                Map.of(
                                        "tickhouse.source-topic", "raw",
                                        "tickhouse.source-topic-id", "id-2")))
                .isEmpty();
        assertThat(origin.faultOfTable("db.t", Map.of())).isEmpty();
        assertThat(origin.faultOfTopic("flat", null, null)).isEmpty();
    }

    @Test
    void aTableOfAnotherTopicIsAFault() {
        assertThat(
                        origin.faultOfTable(
                                "db.t",
                                Map.of(
                                        "tickhouse.source-topic", "other",
                                        "tickhouse.source-topic-id", "id-7")))
                .hasValueSatisfying(
                        fault ->
                                assertThat(fault)
                                        .contains("db.t", "from topic other", "--source-topic"));
    }

    @Test
    void whatCameFromAnEarlierTopicOfThisNameIsAFault() {
        assertThat(origin.faultOfTopic("flat", "raw", "id-1"))
                .hasValueSatisfying(
                        fault -> assertThat(fault).contains("flat", "made again", "id-1", "id-2"));
    }
}
