package io.tickhouse.tools.alpaca;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tickhouse.tools.UserError;
import io.tickhouse.tools.audit.TopicReader;
import io.tickhouse.tools.topics.BrokerOption;
import java.io.IOException;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** The topic of gap records, as a committed reader sees it. */
public final class GapLedger {

    private static final ObjectMapper JSON = new ObjectMapper();

    /**
     * Orders gaps by opening. Ids end in a running number, which orders gaps that were opened
     * together.
     */
    static final Comparator<JsonNode> OPENING =
            Comparator.<JsonNode, Instant>comparing(
                            gap -> Instant.parse(gap.path("opened").asText()))
                    .thenComparing(gap -> gap.path("id").asText().length())
                    .thenComparing(gap -> gap.path("id").asText());

    private GapLedger() {}

    /**
     * The newest record of each gap, in the order in which the gaps were opened.
     *
     * @throws UserError if the topic does not exist, or no broker answers
     */
    static Collection<JsonNode> read(Properties client, String topic) {
        Map<String, JsonNode> newest = new HashMap<>();
        try (TopicReader reader = new TopicReader(client, topic)) {
            if (!reader.exists()) {
                throw UserError.failed(
                        "There is no topic "
                                + topic
                                + ": the ingest job makes it (./tickhouse submit ingest), or"
                                + " correct --topic.");
            }
            reader.readTo(reader.ends(), record -> add(record, newest));
        }
        return newest.values().stream().sorted(OPENING).toList();
    }

    /** The same, for brokers that need only their address. */
    static Collection<JsonNode> read(String brokers, String topic) {
        return read(BrokerOption.clientProperties(brokers), topic);
    }

    /** Ids of the gaps that are still being repaired. */
    public static List<String> open(String brokers, String topic) {
        return read(brokers, topic).stream()
                .filter(gap -> gap.path("state").asText().equals("open"))
                .map(gap -> gap.path("id").asText())
                .toList();
    }

    private static void add(ConsumerRecord<byte[], byte[]> record, Map<String, JsonNode> newest) {
        try {
            JsonNode line = JSON.readTree(record.value());
            newest.put(line.path("id").asText(), line);
        } catch (IOException e) {
            throw UserError.failed(
                    "%s holds something else than gaps at %d-%d."
                            .formatted(record.topic(), record.partition(), record.offset()),
                    e);
        }
    }
}
