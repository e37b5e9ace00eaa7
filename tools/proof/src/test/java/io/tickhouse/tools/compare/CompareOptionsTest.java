package io.tickhouse.tools.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tickhouse.tools.UserError;
import java.time.Duration;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CompareOptionsTest {

    @ParameterizedTest
    @CsvSource({
        "flat, TRADES",
        "flat_quotes, QUOTES",
        "flat_bars, BARS",
        "iex_data_dead_letters, DEAD_LETTERS",
        "flat_quotes_dead_letters, DEAD_LETTERS",
        "flat_bars2, TRADES",
    })
    void theNamesSayWhatTheSidesHold(String topic, Contents kind) {
        assertThat(Contents.ofTopic(topic)).isEqualTo(kind);
        assertThat(options("h:1/" + topic, "oracle:iex_data").kind()).isEqualTo(kind);
    }

    @Test
    void theNameOfAnOracleSaysNothing() {
        assertThat(options("flat", "oracle:my_quotes").kind()).isEqualTo(Contents.TRADES);
    }

    @Test
    void namesThatDisagreeNeedAKind() {
        CompareOptions options = options("flat", "other_quotes");

        assertThatThrownBy(options::kind)
                .isInstanceOf(UserError.class)
                .hasMessageContaining("--kind");
        assertThat(options.kind(Contents.BARS).kind()).isEqualTo(Contents.BARS);
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
    @ValueSource(strings = {"", "trade", "dead_letters", "dead letters"})
    void anUnknownKindIsRefusedWithTheKnownOnes(String name) {
        assertThatThrownBy(() -> Contents.named(name))
                .isInstanceOf(UserError.class)
                .hasMessage(
                        "--kind is one of trades, quotes, bars, dead-letters, not " + name + ".");
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
