package io.tickhouse.tools.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tickhouse.tools.UserError;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EventTimeFieldTest {

    @ParameterizedTest
    @ValueSource(longs = {0, 7, 1_772_461_800_000_123_456L, Long.MAX_VALUE})
    void readsTheTimeThatStandsBeforeTheSource(long time) {
        assertThat(
                        EventTimeField.of(
                                bytes(
                                        "{\"S\":\"AAPL\",\"timestamp\":1,\"timestamp_ns\":"
                                                + time
                                                + ",\"src\":\"0-17-3\"}")))
                .isEqualTo(time);
    }

    @Test
    void isNotDeceivedByTextThatLooksLikeIt() {
        assertThat(
                        EventTimeField.of(
                                bytes(
                                        "{\"S\":\",\\\"timestamp_ns\\\":5,\\\"src\\\":\\\"1-1-1\","
                                                + "\"timestamp_ns\":9,\"src\":\"12-345-6\"}")))
                .isEqualTo(9);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{}",
                "\"}",
                "{\"timestamp_ns\":1}",
                "{\"src\":\"0-1-2\"}",
                "{\"timestamp_ns\":,\"src\":\"0-1-2\"}",
                "{\"time\":1,\"src\":\"0-1-2\"}"
            })
    void refusesWhatIsNoFlattenedMessage(String text) {
        assertThatThrownBy(() -> EventTimeField.of(bytes(text)))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("not a flattened message");
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
