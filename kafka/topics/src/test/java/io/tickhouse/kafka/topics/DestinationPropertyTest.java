package io.tickhouse.kafka.topics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

/** Names come from command lines and from Kafka: no text in them breaks the registry. */
class DestinationPropertyTest {

    private static final Place PLACE = Place.topic("flat", "--dest-topic");

    @Property
    void anEntryIsReadAsItWasWrittenWhateverItsNames(@ForAll("entries") Destination entry) {
        assertThat(Destination.parse(entry.key(), entry.toJson())).isEqualTo(entry);
    }

    @Property
    void anEntryIsOneLine(@ForAll("entries") Destination entry) {
        assertThat(new String(entry.toJson(), StandardCharsets.UTF_8)).doesNotContain("\n", "\r");
    }

    @Property
    void anyBytesAreAnEntryOrRefused(@ForAll byte[] value) {
        try {
            assertThat(Destination.parse("flat", value).key()).isEqualTo("flat");
        } catch (StartRefusal e) {
            assertThat(e).hasMessageContaining("The entry flat in topic tickhouse_destinations");
        }
    }

    @Property
    void anEntryThatIsCutOffIsRefusedAndNotReadInPart(
            @ForAll("entries") Destination entry, @ForAll @IntRange(min = 0) int length) {
        byte[] json = entry.toJson();
        byte[] cut = Arrays.copyOf(json, length % json.length);

        assertThatThrownBy(() -> Destination.parse("flat", cut)).isInstanceOf(StartRefusal.class);
    }

    @Property
    void anEntryNeverRefusesItself(@ForAll("entries") Destination entry) {
        assertThat(entry.refuses(entry, PLACE, "--prefix")).isEmpty();
        assertThat(entry.agreesWith(entry)).isTrue();
    }

    @Property
    void twoEntriesOfOneIdAgreeOrOneRefusesTheOther(
            @ForAll("fewNames") Destination held, @ForAll("fewNames") Destination wanted) {
        boolean refused = held.refuses(wanted, PLACE, "--prefix").isPresent();

        if (held.id().equals(wanted.id())) {
            assertThat(refused).isNotEqualTo(held.agreesWith(wanted));
        } else {
            assertThat(refused).isFalse();
        }
    }

    @Property
    void whatWasClaimedOnceIsNotClaimedAgain(@ForAll("fewNames") Destination entry) {
        assertThat(TopicRules.missing(Map.of("flat", entry), Map.of(PLACE, entry), "--prefix"))
                .isEmpty();
    }

    @Provide
    Arbitrary<Destination> entries() {
        // No half of a surrogate pair: a text that came in as UTF-8 has none.
        Arbitrary<String> hostile =
                Arbitraries.oneOf(
                        Arbitraries.strings().ofMaxLength(20),
                        Arbitraries.of(
                                "\",\"writer\":\"x",
                                "}",
                                "\u0000",
                                "\r\n",
                                "\\u0022",
                                "\ud83d\ude00",
                                ""));
        Arbitrary<String> names =
                hostile.map(
                        name ->
                                new String(
                                        name.getBytes(StandardCharsets.UTF_8),
                                        StandardCharsets.UTF_8));
        return Combinators.combine(names, names, names, names, names, names).as(Destination::new);
    }

    /** So few that two entries often have one in common. */
    @Provide
    Arbitrary<Destination> fewNames() {
        return Combinators.combine(names(), names(), names(), names())
                .as(
                        (id, topic, topicId, writer) ->
                                new Destination("flat", id, topic, topicId, writer, "now"));
    }

    private static Arbitrary<String> names() {
        return Arbitraries.of("a", "b");
    }
}
