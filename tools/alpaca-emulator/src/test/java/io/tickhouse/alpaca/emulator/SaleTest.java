package io.tickhouse.alpaca.emulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class SaleTest {

    /** The codes that a tape may have at each of its four positions, as one letter each. */
    private static final String[] POSITIONS = {"@ ", "FO4567", "TLZU", "IPXHVWBQM"};

    @ParameterizedTest
    @EnumSource(Sale.class)
    void codesComeInTheOrderOfTheTape(Sale sale) {
        for (String tape : List.of("A", "B", "C")) {
            for (boolean extended : List.of(false, true)) {
                List<String> codes = sale.conditions(tape, extended, true);
                assertThat(codes.get(0)).isEqualTo(tape.equals("C") ? "@" : " ");
                assertThat(codes).last().isEqualTo("I");
                assertThat(codes.stream().map(SaleTest::position).toList()).isSorted();
                // The last position has the details, of which there may be two.
                assertThat(codes.stream().map(SaleTest::position).filter(p -> p < 3).toList())
                        .doesNotHaveDuplicates();
            }
        }
    }

    private static int position(String code) {
        for (int i = 0; i < POSITIONS.length; i++) {
            if (POSITIONS[i].contains(code)) {
                return i;
            }
        }
        throw new AssertionError("No position has " + code);
    }

    @ParameterizedTest
    @ValueSource(strings = {"A", "B", "C"})
    void sharesAreThoseOfATape(String tape) {
        Map<String, Integer> counts = new HashMap<>();
        for (int number = 0; number < 1024; number++) {
            Sale.inTime(tape, number)
                    .conditions(tape, false, false)
                    .forEach(code -> counts.merge(code, 1, Integer::sum));
        }

        assertThat(counts.get("F") / 1024.0).isCloseTo(0.3, within(0.02));
        assertThat(counts).containsKeys("4", "7", "V", "P", "X", "H");
        assertThat(counts.get("4") + counts.get("7") + counts.get("P")).isBetween(5, 50);
        assertThat(counts).containsKey("B");
        assertThat(counts.containsKey("W")).isEqualTo(tape.equals("C"));
        assertThat(counts).doesNotContainKeys("T", "U", "Z", "L", "O", "6", "Q", "M");
    }

    @ParameterizedTest
    @CsvSource({
        "REGULAR, C, true, false, '@,T'",
        "SWEEP, A, true, true, ' ,F,T,I'",
        "OUT_OF_SEQUENCE, A, false, false, ' ,Z'",
        "OUT_OF_SEQUENCE, C, true, true, '@,U,I'",
        "SOLD_LAST, B, true, false, ' ,T'",
        "CONTINGENT, C, true, false, '@,7,T,V'",
        "AVERAGE_PRICE, B, false, false, ' ,B'",
        "AVERAGE_PRICE, C, false, false, '@,W'",
        "CLOSING, C, true, false, '@,6'"
    })
    void conditionsOf(Sale sale, String tape, boolean extended, boolean oddLot, String codes) {
        assertThat(String.join(",", sale.conditions(tape, extended, oddLot))).isEqualTo(codes);
    }
}
