package io.tickhouse.connectors.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tickhouse.connectors.Refusal;
import io.tickhouse.model.analytics.Gap;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.functions.util.ListCollector;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GapSchemaTest {

    private static final String LINE =
            "{\"id\":\"iex-2026-7\",\"feed\":\"iex\",\"channel\":\"trades\","
                    + "\"symbols\":[\"MSFT\",\"AAPL\"],\"from\":\"2026-03-02T14:30:00.123456789Z\","
                    + "\"to\":\"2026-03-02T14:31:00Z\",\"cause\":\"closed\",\"detail\":null,"
                    + "\"opened\":\"2026-03-02T14:31:00Z\",\"closed\":null,\"rows\":0,"
                    + "\"state\":\"open\"}";

    @Test
    void aLineIsAGap() {
        assertThat(read(LINE))
                .containsExactly(
                        new Gap(
                                "iex-2026-7",
                                1_772_461_800_123L,
                                1_772_461_860_000L,
                                List.of("AAPL", "MSFT"),
                                Gap.State.OPEN));
    }

    @ParameterizedTest
    @CsvSource({"open, OPEN", "repaired, REPAIRED", "unrepairable, UNREPAIRABLE"})
    void itsStateIsThatOfTheLedger(String text, Gap.State state) {
        assertThat(read(LINE.replace("\"open\"", "\"" + text + "\"")))
                .extracting(Gap::state)
                .containsExactly(state);
    }

    @ParameterizedTest
    @ValueSource(strings = {"[\"*\"]", "[]"})
    void withoutNamesItIsOfAllSymbols(String symbols) {
        assertThat(read(LINE.replace("[\"MSFT\",\"AAPL\"]", symbols)))
                .singleElement()
                .satisfies(gap -> assertThat(gap.concerns("X")).isTrue());
    }

    @Test
    void gapsOfOtherChannelsAreLeftOut() {
        assertThat(read(LINE.replace("trades", "quotes"))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{}                             | no channel",
                "7                              | no channel",
                "{\"channel\":\"trades\"}       | no id",
                "{\"channel\":\"trades\",\"id\":\"a\",\"from\":\"soon\"} | could not be parsed",
                "no JSON                        | Unrecognized token",
            })
    void anotherRecordEndsTheJob(String value, String reason) {
        assertThatThrownBy(() -> read(value))
                .isInstanceOf(Refusal.class)
                .hasMessageContaining("Offset 5 of iex_data_gaps-0 is not a line")
                .hasMessageContaining(reason)
                .hasMessageEndingWith("correct --gaps-topic.");
    }

    private static List<Gap> read(String value) {
        List<Gap> gaps = new ArrayList<>();
        new GapSchema()
                .deserialize(
                        new ConsumerRecord<>("iex_data_gaps", 0, 5, null, value.getBytes(UTF_8)),
                        new ListCollector<>(gaps));
        return gaps;
    }
}
