package io.tickhouse.connectors.kafka;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.tickhouse.connectors.Refusal;
import io.tickhouse.model.analytics.Gap;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.connector.kafka.source.reader.deserializer.KafkaRecordDeserializationSchema;
import org.apache.flink.util.Collector;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Reads the gaps of trades from the lines of the gap ledger. Another record means another topic:
 * the job ends and names it, because a gap that is passed over would make bars look complete.
 */
final class GapSchema implements KafkaRecordDeserializationSchema<Gap> {

    private static final long serialVersionUID = 1L;

    private static final String TRADES = "trades";
    private static final String ALL_SYMBOLS = "*";

    private static final ObjectReader JSON = JsonMapper.builder().build().readerFor(JsonNode.class);

    @Override
    public void deserialize(ConsumerRecord<byte[], byte[]> record, Collector<Gap> out) {
        try {
            JsonNode line = JSON.readTree(record.value());
            if (text(line, "channel").equals(TRADES)) {
                out.collect(gap(line));
            }
        } catch (IOException | IllegalArgumentException | DateTimeException e) {
            throw new Refusal(
                    "Offset %d of %s-%d is not a line of a gap ledger (%s): correct --gaps-topic."
                            .formatted(
                                    record.offset(),
                                    record.topic(),
                                    record.partition(),
                                    e.getMessage()));
        }
    }

    private static Gap gap(JsonNode line) {
        List<String> symbols = new ArrayList<>();
        line.path("symbols").forEach(symbol -> symbols.add(symbol.asText()));
        return new Gap(
                text(line, "id"),
                Instant.parse(text(line, "from")).toEpochMilli(),
                Instant.parse(text(line, "to")).toEpochMilli(),
                symbols.contains(ALL_SYMBOLS) ? List.of() : symbols,
                Gap.State.valueOf(text(line, "state").toUpperCase(Locale.ROOT)));
    }

    private static String text(JsonNode line, String key) {
        JsonNode value = line.path(key);
        if (!value.isTextual()) {
            throw new IllegalArgumentException("no " + key);
        }
        return value.asText();
    }

    @Override
    public TypeInformation<Gap> getProducedType() {
        return TypeInformation.of(Gap.class);
    }
}
