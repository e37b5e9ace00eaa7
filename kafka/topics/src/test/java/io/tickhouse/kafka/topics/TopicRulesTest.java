package io.tickhouse.kafka.topics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tickhouse.model.Kind;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TopicRulesTest {

    @Test
    void aTopicThatCouldNeverAcknowledgeIsRefused() {
        assertThatThrownBy(() -> TopicRules.copies("flat", 1, 2, 3))
                .isInstanceOf(StartRefusal.class)
                .hasMessageContaining("has 1 replicas")
                .hasMessageContaining("min.insync.replicas");
    }

    /** L14: the guarantee rests on acks=all; with one copy it rests on one disk. */
    @Test
    void oneCopyIsToldWhereThereCouldBeMore() {
        assertThat(TopicRules.copies("flat", 1, 1, 3).orElseThrow())
                .contains("only one broker", "replicas 1", "min.insync.replicas=2");
        assertThat(TopicRules.copies("flat", 3, 1, 3)).isPresent();
        assertThat(TopicRules.copies("flat", 3, 2, 3)).isEmpty();
        assertThat(TopicRules.copies("flat", 1, 1, 1)).isEmpty();
    }

    /** C4: the check at start is for what a row may need, not for what rows have today. */
    @Test
    void aTopicThatTakesLessThanARowIsRefused() {
        TopicRules.requireStockSize("flat", 1_048_588, 1_048_576);

        assertThatThrownBy(() -> TopicRules.requireStockSize("flat", 1_000_000, 1_048_576))
                .isInstanceOf(StartRefusal.class)
                .hasMessageContaining("Topic flat takes 1000000 bytes")
                .hasMessageContaining("max.message.bytes to 1048588");
        assertThatThrownBy(() -> TopicRules.requireStockSize("flat", 8_388_608, 1_000_000))
                .isInstanceOf(StartRefusal.class)
                .hasMessageContaining("max.request.size is 1000000 bytes");
    }

    @ParameterizedTest
    @ValueSource(strings = {"compact", "compact,delete", "delete, compact"})
    void aTopicOfRowsThatIsCompactedIsRefused(String policy) {
        assertThatThrownBy(() -> TopicRules.requireEachRecordKept("flat", policy))
                .isInstanceOf(StartRefusal.class)
                .hasMessageContaining("Topic flat has cleanup.policy=" + policy)
                .hasMessageContaining("set its cleanup.policy to delete");
    }

    @ParameterizedTest
    @ValueSource(strings = {"delete", "compact,delete", ""})
    void aLedgerThatForgetsIsRefused(String policy) {
        assertThatThrownBy(() -> TopicRules.requireNewestKept("ledger", policy))
                .isInstanceOf(StartRefusal.class)
                .hasMessageContaining("Topic ledger has cleanup.policy=" + policy)
                .hasMessageContaining("set its cleanup.policy to compact");
    }

    @Test
    void eachTopicWithThePolicyThatItIsMadeWithIsAccepted() {
        TopicRules.requireEachRecordKept("flat", "delete");
        TopicRules.requireEachRecordKept("flat", "");
        TopicRules.requireNewestKept("ledger", "compact");
    }

    @Test
    void aBrokerThatDoesNotAnswerIsOneSentence() {
        assertThatThrownBy(
                        () ->
                                new TopicRules(
                                        Map.of("bootstrap.servers", "no-port"),
                                        "--kafka-brokers",
                                        warning -> {}))
                .isInstanceOf(StartRefusal.class)
                .hasMessageContaining("No Kafka broker can be reached at no-port")
                .hasMessageContaining("--kafka-brokers");
    }

    @Test
    void deadLettersThatExpireAreToldOf() {
        assertThat(TopicRules.retention("dead", "-1")).isEmpty();
        assertThat(TopicRules.retention("dead", "604800000"))
                .hasValueSatisfying(
                        warning -> assertThat(warning).contains("168 hours", "retention.ms=-1"));
        assertThat(TopicRules.retention("dead", String.valueOf(Long.MAX_VALUE))).isPresent();
    }

    @Test
    void namesFollowTheTopicOfTrades() {
        assertThat(new TopicNames("flat").all())
                .startsWith("flat", "flat_quotes", "flat_bars")
                .hasSize(Kind.values().length);
        assertThat(TopicNames.deadLetters("raw")).isEqualTo("raw_dead_letters");
        assertThat(TopicNames.gaps("raw")).isEqualTo("raw_gaps");
    }

    @Test
    void theLargestDeadLetterFitsIntoOneRequest() {
        assertThat(TopicRules.LARGEST_DEAD_LETTER_BYTES)
                .isLessThanOrEqualTo(ClientSettings.MAX_REQUEST_BYTES);
    }

    @ParameterizedTest
    @CsvSource({"raw, 'flat', dead", "raw, 'flat,flat_quotes', raw_dead_letters"})
    void topicsOfTheirOwnAreAccepted(String source, String rows, String deadLetters) {
        assertThatCode(() -> apart(source, rows, deadLetters)).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @CsvSource({"raw, 'raw', dead", "flat_quotes, 'flat,flat_quotes', dead", "raw, 'flat', raw"})
    void aProgramThatWouldReadWhatItWritesIsRefused(
            String source, String rows, String deadLetters) {
        assertThatThrownBy(() -> apart(source, rows, deadLetters))
                .isInstanceOf(StartRefusal.class)
                .hasMessageContaining("--source-topic " + source + " would be written as well")
                .hasMessageContaining("choose another --dest-topic or --dead-letter-topic");
    }

    @Test
    void deadLettersAmongRowsAreRefused() {
        assertThatThrownBy(() -> apart("raw", "flat,flat_quotes", "flat_quotes"))
                .isInstanceOf(StartRefusal.class)
                .hasMessageContaining("--dead-letter-topic flat_quotes is a topic of rows");
    }

    @ParameterizedTest
    @CsvSource({
        // A stock topic.
        "1048588, 17825792, 983052",
        // A topic that the program created: all 16 MiB.
        "16842752, 17825792, 16777216",
        // The producer takes less than the topic.
        "16842752, 1048576, 983040",
        // A topic that takes more is not used further than what a record can have.
        "104857600, 104857600, 16777216"
    })
    void aDeadLetterIsAsLongAsAllOnItsWayTake(int takes, int maxRequestBytes, int longest) {
        assertThat(TopicRules.deadLetterLength(takes, maxRequestBytes)).isEqualTo(longest);
    }

    @Test
    void theLimitsForARowAreMetExactly() {
        TopicRules.requireStockSize("flat", TopicRules.STOCK_MESSAGE_BYTES, 1 << 20);

        assertThatThrownBy(
                        () ->
                                TopicRules.requireStockSize(
                                        "flat", TopicRules.STOCK_MESSAGE_BYTES - 1, 1 << 20))
                .isInstanceOf(StartRefusal.class);
        assertThatThrownBy(
                        () ->
                                TopicRules.requireStockSize(
                                        "flat", TopicRules.STOCK_MESSAGE_BYTES, (1 << 20) - 1))
                .isInstanceOf(StartRefusal.class);
    }

    @Test
    void theCauseOfAFailureIsTheInnermostOne() {
        IllegalStateException inner = new IllegalStateException("inner");

        assertThat(TopicRules.root(new RuntimeException(new RuntimeException(inner))))
                .isSameAs(inner);
        assertThat(TopicRules.root(inner)).isSameAs(inner);
    }

    private static void apart(String source, String rows, String deadLetters) {
        TopicRules.requireApart(
                source, "--source-topic", List.of(rows.split(",")), "--dest-topic", deadLetters);
    }
}
