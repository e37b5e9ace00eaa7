package io.tickhouse.connectors.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.tickhouse.model.Trade;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;

class MessageSchemaTest {

    /**
     * H5: a topic of CreateTime refused a trade of the year 2100, and deleted one of last year on
     * arrival. A record without a time of its own gets that of the clock.
     */
    @Test
    void aRecordDoesNotBearTheTimeOfItsEvent() {
        Trade trade = new Trade();
        trade.symbol = "AAPL".getBytes(StandardCharsets.UTF_8);
        trade.timeNs = 4_102_444_800_000_000_000L;

        ProducerRecord<byte[], byte[]> record =
                new MessageSchema<Trade>("flat").serialize(trade, null, 7L);

        assertThat(record.timestamp()).isNull();
        assertThat(record.topic()).isEqualTo("flat");
        assertThat(new String(record.key(), StandardCharsets.UTF_8)).isEqualTo("AAPL");
        assertThat(new String(record.value(), StandardCharsets.UTF_8))
                .contains("\"timestamp\":4102444800000");
    }
}
