package io.tickhouse.connectors.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tickhouse.connectors.Refusal;
import io.tickhouse.kafka.topics.ClientSettings;
import java.util.Map;
import org.apache.flink.connector.base.DeliveryGuarantee;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KafkaEndsTest {

    @Test
    void transactionsLastAsLongAsAStockBrokerAllows() {
        assertThat(ends(Map.of()).transactionTimeoutMs())
                .isEqualTo(ClientSettings.TRANSACTION_TIMEOUT_MS);
    }

    @Test
    void aTimeoutThatIsGivenWins() {
        assertThat(ends(Map.of("transaction.timeout.ms", " 60000 ")).transactionTimeoutMs())
                .isEqualTo(60_000);
    }

    /** Kafka reads it as an int. */
    @ParameterizedTest
    @ValueSource(strings = {"", "15 min", "9e5", "2147483648"})
    void aTimeoutThatKafkaCannotReadIsRefused(String millis) {
        assertThatThrownBy(
                        () -> ends(Map.of("transaction.timeout.ms", millis)).transactionTimeoutMs())
                .isInstanceOf(Refusal.class)
                .hasMessageContaining("is a number of milliseconds, not " + millis);
    }

    @Test
    void theLargestRequestIsThatOfTheSettingsUnlessGiven() {
        assertThat(ends(Map.of()).maxRequestBytes()).isEqualTo(ClientSettings.MAX_REQUEST_BYTES);
        assertThat(ends(Map.of("max.request.size", "1048576")).maxRequestBytes())
                .isEqualTo(1 << 20);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "big", "1MB", "2147483648"})
    void aLargestRequestThatKafkaCannotReadIsRefused(String bytes) {
        assertThatThrownBy(() -> ends(Map.of("max.request.size", bytes)).maxRequestBytes())
                .isInstanceOf(Refusal.class)
                .hasMessageContaining("max.request.size is a number of bytes, not " + bytes);
    }

    private static KafkaEnds ends(Map<String, String> properties) {
        return new KafkaEnds("localhost:1", properties, DeliveryGuarantee.EXACTLY_ONCE, "prefix");
    }
}
