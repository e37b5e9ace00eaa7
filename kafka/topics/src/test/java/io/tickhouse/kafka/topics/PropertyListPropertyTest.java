package io.tickhouse.kafka.topics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class PropertyListPropertyTest {

    private static final String NAME = "abcxyzABC019._-";

    @Property
    void pairsOnLinesComeBackAsTheyWere(@ForAll("pairs") Map<String, String> pairs) {
        assertThat(PropertyList.parse(joined(pairs, "\n"))).containsExactlyEntriesOf(pairs);
    }

    @Property
    void pairsBetweenCommasComeBackAsTheyWere(@ForAll("quotedPairs") Map<String, String> pairs) {
        assertThat(PropertyList.parse(joined(pairs, ","))).containsExactlyEntriesOf(pairs);
    }

    @Property
    void whiteSpaceAroundNamesAndValuesIsNoPartOfThem(
            @ForAll("quotedPairs") Map<String, String> pairs) {
        String spaced =
                pairs.entrySet().stream()
                        .map(pair -> "  " + pair.getKey() + " = " + pair.getValue() + " ")
                        .collect(Collectors.joining(","));

        assertThat(PropertyList.parse(spaced)).containsExactlyEntriesOf(pairs);
    }

    @Property
    void anyTextIsReadOrRefusedWithoutBeingRepeated(@ForAll String text) {
        try {
            assertThat(PropertyList.parse(text).keySet()).allMatch(key -> !key.isBlank());
        } catch (IllegalArgumentException e) {
            assertThat(e).hasMessage("must read KEY=VALUE[,KEY=VALUE...]");
        }
    }

    @Property
    void aSecretInATextWithoutANameIsNotRepeated(@ForAll("secrets") String secret) {
        assertThatThrownBy(() -> PropertyList.parse("=" + secret))
                .isInstanceOf(IllegalArgumentException.class)
                .message()
                .doesNotContain(secret);
    }

    @Provide
    Arbitrary<Map<String, String>> pairs() {
        Arbitrary<String> values =
                Arbitraries.strings()
                        .withChars("ab=;:/$\\\"'{}[] \u00fc\u20ac")
                        .ofMaxLength(20)
                        .map(String::strip);
        return Arbitraries.maps(names(), values).ofMaxSize(5);
    }

    @Provide
    Arbitrary<Map<String, String>> quotedPairs() {
        // As JAAS has them: in quotes, commas and even whole pairs belong to the value.
        Arbitrary<String> values =
                Arbitraries.strings()
                        .withChars("ab=,. ")
                        .ofMaxLength(20)
                        .map(value -> "x \"" + value + "\";");
        return Arbitraries.maps(names(), values).ofMaxSize(5);
    }

    @Provide
    Arbitrary<String> secrets() {
        return Arbitraries.strings().alpha().ofMinLength(12).ofMaxLength(40);
    }

    private static Arbitrary<String> names() {
        return Arbitraries.strings().withChars(NAME).ofMinLength(1).ofMaxLength(12);
    }

    private static String joined(Map<String, String> pairs, String separator) {
        return pairs.entrySet().stream()
                .map(pair -> pair.getKey() + "=" + pair.getValue())
                .collect(Collectors.joining(separator));
    }
}
