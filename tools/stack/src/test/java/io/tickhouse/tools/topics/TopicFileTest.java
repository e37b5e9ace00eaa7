package io.tickhouse.tools.topics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import io.tickhouse.kafka.topics.TopicNames;
import io.tickhouse.kafka.topics.TopicRules;
import io.tickhouse.model.Kind;
import io.tickhouse.tools.UserError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TopicFileTest {

    private static final Path FILE = Path.of("../../kafka/topics.yaml");
    private static final String A_WEEK = String.valueOf(168L * 60 * 60 * 1000);

    @TempDir private Path dir;

    @Test
    void namesEveryTopicOfThePipeline() {
        assertThat(TopicFile.read(FILE).topics())
                .extracting(TopicDefinition::name)
                .startsWith(
                        "iex_data",
                        "flattened_stocks",
                        "flattened_stocks_quotes",
                        "flattened_stocks_bars")
                .endsWith("iex_data_dead_letters", "iex_data_gaps", "tickhouse_destinations")
                .contains("analytics_bars", "analytics_windows")
                .containsAll(new TopicNames("flattened_stocks").all())
                .hasSize(1 + Kind.values().length + 5);
    }

    @Test
    void describesEveryTopicAndKeepsItForAWeekOrForGood() {
        for (TopicDefinition topic : TopicFile.read(FILE).topics()) {
            assertThat(topic.description()).isNotBlank();
            assertThat(topic.key()).isNotBlank();
            assertThat(topic.value()).isNotBlank();
            assertThat(topic.headers()).isNotBlank();
            // H7: what could not become a row is only among the dead letters.
            assertThat(topic.config())
                    .containsAnyOf(
                            entry(
                                    "retention.ms",
                                    topic.name().endsWith("_dead_letters") ? "-1" : A_WEEK),
                            entry("cleanup.policy", "compact"));
        }
    }

    /**
     * C4 and C5: the limit of the raw topic applies to compressed bytes, and says nothing about
     * these.
     */
    @Test
    void leavesRoomForTheLongestRowAndTheLongestDeadLetter() {
        TopicFile file = TopicFile.read(FILE);
        assertThat(largest(file, "iex_data_dead_letters"))
                .isEqualTo(TopicRules.LARGEST_DEAD_LETTER_BYTES);
        for (String rows : new TopicNames("flattened_stocks").all()) {
            assertThat(largest(file, rows)).isEqualTo(TopicRules.STOCK_MESSAGE_BYTES);
        }
    }

    private static long largest(TopicFile file, String topic) {
        return Long.parseLong(file.topic(topic).orElseThrow().config().get("max.message.bytes"));
    }

    @Test
    void optionsGoBeforeTheFile() {
        TopicDefinition raw = TopicFile.read(FILE).topic("iex_data").orElseThrow();
        TopicDefinition changed = raw.with(6, null, Map.of("retention.ms", "1"));
        assertThat(changed.partitions()).isEqualTo(6);
        assertThat(changed.replicationFactor()).isEqualTo(raw.replicationFactor());
        assertThat(changed.config())
                .containsEntry("retention.ms", "1")
                .containsEntry("max.message.bytes", "8388608");
    }

    @Test
    void saysWhatIsWrongWithAFile() throws IOException {
        assertThatThrownBy(() -> TopicFile.read(dir.resolve("none.yaml")))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("There is no topic file");
        assertThatThrownBy(() -> TopicFile.read(written("topics: []")))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("it lists no topics");
        assertThatThrownBy(() -> TopicFile.read(written("topics: [{name: a, partitions: x}]")))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("give it the form of kafka/topics.yaml");
        assertThatThrownBy(() -> TopicFile.read(written("topics: [{name: a}]")))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("partitions");
    }

    private Path written(String yaml) throws IOException {
        return Files.writeString(dir.resolve("topics.yaml"), yaml);
    }
}
