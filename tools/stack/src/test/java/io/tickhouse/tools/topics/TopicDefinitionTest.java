package io.tickhouse.tools.topics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tickhouse.tools.UserError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TopicDefinitionTest {

    @TempDir private Path folder;

    @Test
    void aTopicIsReadWithItsFacts() throws IOException {
        TopicFile file =
                read(
                        """
                        topics:
                          - name: a
                            description: Trades.
                            partitions: 3
                            replication-factor: 2
                            key: symbol
                            config:
                              retention.ms: 5
                          - {name: b, partitions: 1, replication-factor: 1}
                        """);

        TopicDefinition a = file.topic("a").orElseThrow();
        assertThat(a.description()).isEqualTo("Trades.");
        assertThat(a.partitions()).isEqualTo(3);
        assertThat(a.replicationFactor()).isEqualTo((short) 2);
        assertThat(a.config()).containsExactly(Map.entry("retention.ms", "5"));
        assertThat(file.topic("b").orElseThrow().config()).isEmpty();
        assertThat(file.topic("c")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "topics:",
                "topics: {}",
                "topics: [a]",
                "other: []",
                "topics: [{partitions: 1, replication-factor: 1}]",
                "topics: [{name: a, partitions: 1, replication-factor: 1, replicas: 3}]",
                "topics: [{name: a, partitions: 1, replication-factor: 99999}]",
                "topics: [",
            })
    void aFileOfAnotherFormIsRefused(String yaml) {
        assertThatThrownBy(() -> read(yaml))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("topics.yaml")
                .hasMessageContaining("give it the form of kafka/topics.yaml");
    }

    @Test
    void whatIsNotGivenStaysAsItWas() {
        TopicDefinition bare = TopicDefinition.bare("x", 3, (short) 1);

        assertThat(bare.with(null, null, Map.of())).isEqualTo(bare);
        assertThat(bare.with(null, (short) 2, Map.of()).partitions()).isEqualTo(3);
        assertThat(bare.with(6, null, Map.of()).replicationFactor()).isEqualTo((short) 1);
    }

    @Test
    void aDefinitionDoesNotChangeWithTheMapItWasMadeOf() {
        Map<String, String> config = new HashMap<>(Map.of("a", "1"));
        TopicDefinition topic = TopicDefinition.bare("x", 1, (short) 1).with(null, null, config);
        config.put("a", "2");

        assertThat(topic.config()).containsEntry("a", "1");
        assertThat(topic.with(null, null, Map.of("b", "3")).config())
                .isEqualTo(Map.of("a", "1", "b", "3"));
    }

    private TopicFile read(String yaml) throws IOException {
        return TopicFile.read(Files.writeString(folder.resolve("topics.yaml"), yaml));
    }
}
