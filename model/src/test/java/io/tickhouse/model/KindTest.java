package io.tickhouse.model;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.tickhouse.oracle.Verdict;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What holds for every kind: the fields that it declares are those that it reads and writes. */
class KindTest {

    private final Flattener flattener = new Flattener();
    private final Expectations oracle = new Expectations();

    @ParameterizedTest
    @EnumSource
    void readsAndWritesItsFieldsInTheirOrder(Kind kind) {
        List<Result> results = Results.of(flattener, array(full(kind)), 0, 0);

        assertThat(results).extracting(Result::kind).containsExactly(Results.name(kind));
        assertThat(keys(results.get(0))).containsExactlyElementsOf(keys(kind));
    }

    /** The file of golden cases must show each field, and the oracle is held to it. */
    @ParameterizedTest
    @EnumSource
    void hasEveryFieldInItsGoldenCases(Kind kind) {
        Set<String> shown =
                GoldenCases.all()
                        .flatMap(golden -> golden.expected().stream())
                        .filter(result -> result.kind().equals(Results.name(kind)))
                        .flatMap(result -> keys(result).stream())
                        .collect(Collectors.toSet());

        assertThat(GoldenCases.of(kind)).isNotEmpty();
        assertThat(shown).containsExactlyInAnyOrderElementsOf(keys(kind));
    }

    @ParameterizedTest
    @EnumSource
    void hasAnOracle(Kind kind) {
        assertThat(Verdict.Kind.values())
                .extracting(Verdict.Kind::name)
                .contains(kind.name())
                .hasSize(Kind.values().length + 1);
        byte[] record = array(full(kind), bare(kind), full(kind));
        Results.assertAgree(
                kind.name(), oracle.results(record, 1, 2), Results.of(flattener, record, 1, 2));
    }

    @ParameterizedTest
    @EnumSource
    void keepsNothingOfAnEarlierMessage(Kind kind) {
        Results.of(flattener, array(full(kind)), 0, 0);

        List<Result> results = Results.of(flattener, array(bare(kind)), 0, 1);

        List<String> least = new ArrayList<>();
        for (Field field : kind.fields()) {
            if (field.required() || field.key().equals("T")) {
                least.add(field.flatKey());
            }
        }
        least.addAll(List.of("timestamp_ns", "src"));
        assertThat(keys(results.get(0))).containsExactlyElementsOf(least);
    }

    @ParameterizedTest
    @EnumSource
    void refusesAKeyThatStandsTwice(Kind kind) {
        for (String member : members(kind, true)) {
            String key = member.substring(1, member.indexOf('"', 1));
            byte[] record = array(full(kind).replace("}", "," + member + "}"));

            List<Result> results = Results.of(flattener, record, 0, 0);

            assertThat(results)
                    .as(key)
                    .extracting(Result::reasons)
                    .containsExactly(EnumSet.of(Reason.BAD_VALUE));
            Results.assertAgree(key, oracle.results(record, 0, 0), results);
        }
    }

    @ParameterizedTest
    @EnumSource
    void namesEachFieldOnceEvenForWhoIgnoresCase(Kind kind) {
        assertThat(kind.fields()).extracting(Field::key).doesNotHaveDuplicates();
        assertThat(kind.fields()).extracting(Field::flatKey).doesNotHaveDuplicates();
        assertThat(kind.fields())
                .extracting(field -> field.name().toLowerCase(Locale.ROOT))
                .doesNotHaveDuplicates();
        assertThat(kind.fields()).extracting(Field::type).contains(Field.Type.SYMBOL);
        assertThat(kind.fields()).extracting(Field::type).contains(Field.Type.TIME);
        // The reader notes keys in the bits of a long, and the type in the last.
        assertThat(kind.fields()).hasSizeLessThan(64);
    }

    @ParameterizedTest
    @EnumSource
    void makesItsOwnMessages(Kind kind) {
        assertThat(kind.newMessage().kind()).isEqualTo(kind);
        assertThat(kind.newMessage()).isInstanceOf(kind.messageClass());
        assertThat(kind.types()).isNotEmpty().allMatch(type -> Kind.ofType(type) == kind);
        assertThat(kind.types()).noneMatch(type -> Kind.isOfNoKind(type.charAt(0)));
    }

    @Test
    void noTwoShareATypeAPlaceOrAName() {
        assertThat(Stream.of(Kind.values()).flatMap(kind -> kind.types().stream()))
                .doesNotHaveDuplicates();
        assertThat(Kind.values()).extracting(Kind::plural).doesNotHaveDuplicates();
        assertThat(Kind.values()).extracting(Kind::suffix).doesNotHaveDuplicates();
        assertThat(Kind.values()).extracting(Kind::messageClass).doesNotHaveDuplicates();
    }

    /** A message with every field. */
    private static String full(Kind kind) {
        return "{" + String.join(",", members(kind, true)) + "}";
    }

    private static String bare(Kind kind) {
        return "{" + String.join(",", members(kind, false)) + "}";
    }

    private static List<String> members(Kind kind, boolean full) {
        List<String> members = new ArrayList<>();
        members.add("\"T\":\"" + kind.types().get(0) + "\"");
        for (Field field : kind.fields()) {
            if (!field.key().equals("T") && (full || field.required())) {
                members.add("\"" + field.key() + "\":" + sample(field));
            }
        }
        return members;
    }

    private static String sample(Field field) {
        return switch (field.type()) {
            case SYMBOL, TEXT -> "\"A\"";
            case TEXTS -> "[\"@\",\"I\"]";
            case INTEGER -> "7";
            case DECIMAL -> "1.5";
            case TIME -> "1000000000000";
        };
    }

    private static byte[] array(String... messages) {
        return ("[" + String.join(",", messages) + "]").getBytes(StandardCharsets.UTF_8);
    }

    /** The keys of a complete row. */
    private static List<String> keys(Kind kind) {
        return Stream.concat(
                        kind.fields().stream().map(Field::flatKey),
                        Stream.of("timestamp_ns", "src"))
                .toList();
    }

    private static List<String> keys(Result row) {
        List<String> keys = new ArrayList<>();
        try {
            new ObjectMapper().readTree(row.text()).fieldNames().forEachRemaining(keys::add);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return keys;
    }
}
