package io.tickhouse.tools.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tickhouse.kafka.topics.TopicNames;
import io.tickhouse.model.Kind;
import io.tickhouse.tools.UserError;
import java.time.Duration;
import java.util.Properties;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class CompareOptionsTest {

    @ParameterizedTest
    @CsvSource({
        "flat, trades",
        "flat_quotes, quotes",
        "flat_bars, bars",
        "iex_data_dead_letters, dead-letters",
        "flat_quotes_dead_letters, dead-letters",
        "flat_bars2, trades",
    })
    void theNamesSayWhatTheSidesHold(String topic, String name) {
        Contents kind = Contents.named(name);
        assertThat(Contents.ofTopic(topic)).isEqualTo(kind);
        assertThat(options("h:1/" + topic, "oracle:iex_data").kind()).isEqualTo(kind);
    }

    @Test
    void theNameOfAnOracleSaysNothing() {
        assertThat(options("flat", "oracle:my_quotes").kind()).isEqualTo(new Contents(Kind.TRADE));
    }

    @Test
    void namesThatDisagreeNeedAKind() {
        CompareOptions options = options("flat", "other_quotes");

        assertThatThrownBy(options::kind)
                .isInstanceOf(UserError.class)
                .hasMessageContaining("--kind");
        assertThat(options.kind(new Contents(Kind.BAR)).kind()).isEqualTo(new Contents(Kind.BAR));
    }

    @Test
    void twoOraclesAloneNeedAKind() {
        assertThatThrownBy(options("oracle:a", "oracle:b")::kind).hasMessageContaining("--kind");
    }

    @ParameterizedTest
    @ValueSource(strings = {"trades", "quotes", "bars", "dead-letters", "Dead-Letters", "BARS"})
    void aKindIsNamedAsOnTheCommandLine(String name) {
        assertThat(Contents.named(name).spelled()).isEqualToIgnoringCase(name);
    }

    @ParameterizedTest
    @EnumSource
    void everyKindHasItsTopicAndItsName(Kind kind) {
        assertThat(Contents.ofTopic(new TopicNames("flat").of(kind)).rows()).isEqualTo(kind);
        assertThat(Contents.named(kind.plural()).rows()).isEqualTo(kind);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "trade", "dead_letters", "dead letters"})
    void anUnknownKindIsRefusedWithTheKnownOnes(String name) {
        assertThatThrownBy(() -> Contents.named(name))
                .isInstanceOf(UserError.class)
                .hasMessage(
                        "--kind is one of trades, quotes, bars, "
                                + Stream.of(Kind.values())
                                        .skip(3)
                                        .map(kind -> kind.plural() + ", ")
                                        .collect(Collectors.joining())
                                + "dead-letters, not "
                                + name
                                + ".");
    }

    @Test
    void oneSideIsNothingToCompare() {
        assertThatThrownBy(options("flat")::sides).hasMessageContaining("two sides or more");
        assertThatThrownBy(options("a", "b", "a")::sides)
                .hasMessage("a is named twice; it is equal to itself: name another.");
        assertThat(options("a", "h:1/a").sides()).hasSize(2);
    }

    @Test
    void numbersBelowZeroAreRefused() {
        assertThatThrownBy(options().show(-1)::show).hasMessageContaining("--show");
        assertThatThrownBy(options().patience(Duration.ofSeconds(-1))::patience)
                .hasMessageContaining("--wait");
        assertThat(options().show(0).show()).isZero();
    }

    @Test
    void aTableNeedsACatalog() {
        assertThatThrownBy(options("iceberg:db.t")::catalog)
                .isInstanceOf(UserError.class)
                .hasMessageContaining("where tables are");
    }

    @Test
    void aSideOnItsOwnBrokersKeepsTheOtherProperties() {
        Properties client = new Properties();
        client.put("bootstrap.servers", "near:1");
        client.put("security.protocol", "SSL");
        CompareOptions options = CompareOptions.of(client).sides("a", "far:2/a");
        client.put("security.protocol", "changed later");

        assertThat(options.client(options.sides().get(0)))
                .containsEntry("bootstrap.servers", "near:1")
                .containsEntry("security.protocol", "SSL");
        assertThat(options.client(options.sides().get(1)))
                .containsEntry("bootstrap.servers", "far:2")
                .containsEntry("security.protocol", "SSL");
    }

    private static CompareOptions options(String... sides) {
        return CompareOptions.of("near:1").sides(sides);
    }
}
