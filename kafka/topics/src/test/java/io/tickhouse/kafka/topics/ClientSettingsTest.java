package io.tickhouse.kafka.topics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Properties;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What Kafka's own definitions say of the settings. */
class ClientSettingsTest {

    @Test
    void kafkaKnowsEverySettingOfAConsumer() {
        Properties consumer = ClientSettings.consumer();

        assertThat(ConsumerConfig.configNames()).containsAll(consumer.stringPropertyNames());
        consumer.put("key.deserializer", ByteArrayDeserializer.class.getName());
        consumer.put("value.deserializer", ByteArrayDeserializer.class.getName());
        consumer.put("bootstrap.servers", "localhost:1");
        assertThatCode(() -> new ConsumerConfig(consumer)).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void kafkaKnowsEverySettingOfAProducer(boolean transactional) {
        Properties producer = ClientSettings.producer(transactional);

        assertThat(ProducerConfig.configNames()).containsAll(producer.stringPropertyNames());
        producer.put("key.serializer", ByteArraySerializer.class.getName());
        producer.put("value.serializer", ByteArraySerializer.class.getName());
        producer.put("bootstrap.servers", "localhost:1");
        assertThatCode(() -> new ProducerConfig(producer)).doesNotThrowAnyException();
    }

    @Test
    void abortedRecordsAreNotRead() {
        assertThat(ClientSettings.consumer()).containsEntry("isolation.level", "read_committed");
    }

    @Test
    void aNumberIsReadAsKafkaReadsIt() {
        assertThat(ClientSettings.number("linger.ms", " 60000 ", "milliseconds")).isEqualTo(60_000);
        assertThat(ClientSettings.number("linger.ms", 5, "milliseconds")).isEqualTo(5);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "15 min", "9e5", "2147483648"})
    void whatKafkaCannotReadAsANumberIsRefused(String text) {
        assertThatThrownBy(() -> ClientSettings.number("linger.ms", text, "milliseconds"))
                .isInstanceOf(StartRefusal.class)
                .hasMessage(
                        "--kafka-property linger.ms is a number of milliseconds, not "
                                + text
                                + ".");
    }

    @Test
    void settingsAreACopyForEachProgram() {
        ClientSettings.producer(true).put("acks", "0");

        assertThat(ClientSettings.producer(true)).containsEntry("acks", "all");
    }
}
