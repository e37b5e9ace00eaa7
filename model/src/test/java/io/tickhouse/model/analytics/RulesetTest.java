package io.tickhouse.model.analytics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tickhouse.oracle.SaleConditions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class RulesetTest {

    private static final long REGULAR = nanos("2026-03-02T15:00:00Z");
    private static final long EVENING = nanos("2026-03-02T23:00:00Z");
    private static final List<String> TAPES = Arrays.asList(null, "A", "B", "C", "N", "O");

    static List<String> names() {
        return Ruleset.names();
    }

    /** The oracle has its own transcription of each table. */
    @ParameterizedTest
    @MethodSource("names")
    void everyConditionDoesWhatTheOracleSays(String name) {
        for (String tape : TAPES) {
            for (char code = 0; code < 128; code++) {
                check(name, List.of(String.valueOf(code)), tape);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("names")
    void theStrictestOfTwoConditionsDecides(String name) {
        for (String tape : TAPES) {
            for (String one : codes()) {
                for (String other : codes()) {
                    check(name, List.of(one, other), tape);
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("names")
    void whatIsNotOneLetterIsUnknown(String name) {
        check(name, List.of("@TI"), "C");
        check(name, List.of(""), "C");
        check(name, List.of("@", "\u00e9"), "A");
    }

    @ParameterizedTest
    @MethodSource("names")
    void aTradeWithoutConditionsIsRegular(String name) {
        Ruleset rules = Ruleset.named(name);
        int regular = Effect.LAST | Effect.HIGH_LOW | Effect.VOLUME;

        assertThat(rules.effect(null, Trades.bytes("A"))).isEqualTo(regular);
        assertThat(rules.effect(new byte[0][], null)).isEqualTo(regular);
    }

    @ParameterizedTest
    @MethodSource("names")
    void hasANameVersionAndSource(String name) {
        Ruleset rules = Ruleset.named(name);

        assertThat(rules.name()).isEqualTo(name);
        assertThat(rules.version()).isEqualTo("1");
        assertThat(rules.source()).isNotBlank();
    }

    /** Worked out by hand: open and close, high and low, volume. */
    @ParameterizedTest
    @CsvSource({
        "sip-daily, A, ' P', 1YY",
        "sip-daily, C, '@M', nnn",
        "sip-daily, C, '@9', YYn",
        "alpaca-minute, A, ' P', nnY",
        "alpaca-minute, C, '@T', YYY",
        "alpaca-minute, C, '@TI', nnY",
        "alpaca-daily, C, '@T', nnY",
        "alpaca-daily, C, 'G', 1YY",
        "alpaca-daily, C, 'GI', nnY",
        "alpaca-daily, C, 'G9', 1Yn",
        "massive-minute, A, ' 4', nYY",
        "massive-minute, B, B, nnY",
        "massive-minute, C, B, YYY",
    })
    void severalConditionsAreOneEffect(String name, String tape, String codes, String expected) {
        byte[][] conditions = Trades.bytes(Arrays.asList(codes.split("")));

        assertThat(letters(Ruleset.named(name).effect(conditions, Trades.bytes(tape))))
                .isEqualTo(expected);
    }

    @Test
    void massiveTakesPricesOfFormTOnlyOutsideOfRegularTrading() {
        Ruleset massive = Ruleset.named("massive-minute");
        int effect = massive.effect(Trades.bytes(List.of("@", "T")), Trades.bytes("C"));

        assertThat(letters(effect)).isEqualTo("YYY");
        assertThat(letters(Effect.inRegularHours(effect))).isEqualTo("nnY");
        int oddLot = massive.effect(Trades.bytes(List.of("@", "T", "I")), Trades.bytes("C"));
        assertThat(oddLot).isEqualTo(Effect.VOLUME);
    }

    @Test
    void refusesANameThatItDoesNotKnow() {
        assertThatThrownBy(() -> Ruleset.named("polygon"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("polygon")
                .hasMessageContaining("massive-minute");
    }

    private static void check(String name, List<String> conditions, String tape) {
        int effect = Ruleset.named(name).effect(Trades.bytes(conditions), Trades.bytes(tape));

        assertThat(Effect.inRegularHours(effect))
                .as("%s %s of tape %s in regular trading", name, conditions, tape)
                .isEqualTo(bits(SaleConditions.effect(name, conditions, tape, REGULAR)));
        assertThat(effect & ~Effect.EXTENDED_ONLY)
                .as("%s %s of tape %s in the evening", name, conditions, tape)
                .isEqualTo(bits(SaleConditions.effect(name, conditions, tape, EVENING)));
    }

    private static int bits(SaleConditions.Effect effect) {
        int bits =
                switch (effect.openClose()) {
                    case YES -> Effect.LAST;
                    case IF_FIRST -> Effect.FIRST;
                    case NO -> 0;
                };
        return bits
                | (effect.highLow() ? Effect.HIGH_LOW : 0)
                | (effect.volume() ? Effect.VOLUME : 0)
                | (effect.unknown() ? Effect.UNKNOWN : 0);
    }

    private static String letters(int effect) {
        String openClose = (effect & Effect.LAST) != 0 ? "Y" : "n";
        return ((effect & Effect.FIRST) != 0 ? "1" : openClose)
                + ((effect & Effect.HIGH_LOW) != 0 ? "Y" : "n")
                + ((effect & Effect.VOLUME) != 0 ? "Y" : "n");
    }

    private static List<String> codes() {
        List<String> codes = new ArrayList<>(List.of("@", " ", "?"));
        for (char code = '0'; code <= 'Z'; code++) {
            codes.add(String.valueOf(code));
        }
        return codes;
    }

    private static long nanos(String time) {
        return Instant.parse(time).getEpochSecond() * 1_000_000_000;
    }
}
