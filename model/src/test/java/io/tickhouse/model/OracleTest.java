package io.tickhouse.model;

import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Compares the oracle with results worked out by hand, so that it may judge the rest. */
class OracleTest {

    private final Expectations oracle = new Expectations();

    static Stream<GoldenCase> golden() {
        return GoldenCases.all();
    }

    @ParameterizedTest
    @MethodSource("golden")
    void expectsWhatIsWrittenInTheGoldenCases(GoldenCase golden) {
        Results.assertAgree(
                golden.name(),
                oracle.results(golden.value(), golden.partition(), golden.offset()),
                golden.expected());
    }
}
