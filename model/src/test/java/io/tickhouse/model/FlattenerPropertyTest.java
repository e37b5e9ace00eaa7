package io.tickhouse.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;

/**
 * Compares the flattener with the oracle, on records by seed. A failure prints the seed and the
 * smallest record that still shows it.
 */
class FlattenerPropertyTest {

    private final Expectations oracle = new Expectations();
    private final Flattener flattener = new Flattener();

    @Property(tries = 25_000, shrinking = ShrinkingMode.OFF)
    void agreesWithTheOracleOnSoundAndUnsoundMessages(@ForAll long seed) {
        assertAgreement(new RandomRecords(seed).next());
    }

    @Property(tries = 25_000, shrinking = ShrinkingMode.OFF)
    void agreesWithTheOracleOnDamagedBytes(@ForAll long seed) {
        assertAgreement(new RandomRecords(seed).damaged());
    }

    @Property(tries = 5_000)
    void agreesWithTheOracleOnAnyBytes(@ForAll byte[] value) {
        assertAgreement(value);
    }

    @Property(tries = 5_000)
    void agreesWithTheOracleOnAnyText(@ForAll String text) {
        assertAgreement(text.getBytes(StandardCharsets.UTF_8));
    }

    @Property(tries = 2_000, shrinking = ShrinkingMode.OFF)
    void losesAndInventsNothing(@ForAll long seed) {
        byte[] value = new RandomRecords(seed).next();
        List<Result> results = Results.of(flattener, value, 5, 6);
        if (results.size() == 1 && results.get(0).source().equals("5-6--1")) {
            assertThat(results.get(0).text()).isEqualTo(Result.show(value));
            return;
        }
        for (int i = 0; i < results.size(); i++) {
            assertThat(results.get(i).source()).isEqualTo("5-6-" + i);
        }
    }

    private void assertAgreement(byte[] value) {
        if (agree(value)) {
            return;
        }
        byte[] small = smallest(value);
        Results.assertAgree(
                "on " + Result.show(small),
                oracle.results(small, 3, 41),
                Results.of(flattener, small, 3, 41));
    }

    private boolean agree(byte[] value) {
        return Results.agree(oracle.results(value, 3, 41), Results.of(flattener, value, 3, 41));
    }

    /** Drops pieces, smaller and smaller ones, as long as the disagreement remains. */
    private byte[] smallest(byte[] value) {
        byte[] best = value;
        for (int piece = Math.max(1, best.length / 2); piece >= 1; piece /= 2) {
            int at = 0;
            while (at < best.length) {
                byte[] shorter = without(best, at, Math.min(best.length, at + piece));
                if (agree(shorter)) {
                    at += piece;
                } else {
                    best = shorter;
                }
            }
        }
        return best;
    }

    private static byte[] without(byte[] value, int start, int end) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(value, 0, start);
        out.write(value, end, value.length - end);
        return out.toByteArray();
    }
}
