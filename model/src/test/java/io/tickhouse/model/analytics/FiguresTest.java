package io.tickhouse.model.analytics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Figures worked out by hand. */
class FiguresTest {

    private static final long SECOND = 1_000_000_000L;
    private static final long START = 1_772_463_600L * SECOND;
    private static final int LAST = Effect.LAST | Effect.HIGH_LOW | Effect.VOLUME;
    private static final long[] NO_BORDERS = {};

    /** 10 from 0:30, 20 from 1:30 to the end of the fourth minute. */
    private final List<Minute> minutes =
            List.of(minute(0, print(30, "10", "1", LAST)), minute(1, print(90, "20", "3", LAST)));

    @Test
    void averagesDifferByWhatHasWeight() {
        Figures figures = Figures.of(minutes, START, end(4), Minute.NO_PRICE, 0, NO_BORDERS);

        assertThat(figures.smaTrade()).isEqualTo("15.000000");
        // 10, 20, 20, 20
        assertThat(figures.smaBar()).isEqualTo("17.500000");
        // 60 s of 10 and 150 s of 20
        assertThat(figures.smaTime()).isEqualTo("17.142857");
        assertThat(figures.vwap()).isEqualTo("17.500000");
        assertThat(figures.volume()).isEqualTo("4.000000000");
        assertThat(figures.trades()).isEqualTo(2);
        assertThat(figures.stddevPrice()).isEqualTo("7.071067812");
    }

    @Test
    void thePriceBeforeTheStartIsCarried() {
        Figures figures = Figures.of(minutes, START, end(4), price("40"), START - 1, NO_BORDERS);

        assertThat(figures.smaTrade()).isEqualTo("15.000000");
        assertThat(figures.smaBar()).isEqualTo("17.500000");
        // 30 s of 40 too
        assertThat(figures.smaTime()).isEqualTo("20.000000");
    }

    @Test
    void aHorizonWithoutPrintsHasTheCarriedPrice() {
        Figures figures = Figures.of(List.of(), START, end(3), price("40"), START - 1, NO_BORDERS);

        assertThat(figures.smaTrade()).isNull();
        assertThat(figures.smaBar()).isEqualTo("40.000000");
        assertThat(figures.smaTime()).isEqualTo("40.000000");
        assertThat(figures.stddevPrice()).isNull();
        assertThat(figures.rv()).isEqualTo("0.000000000");
        assertThat(figures.sdLogret()).isEqualTo("0.000000000");
        assertThat(figures.volume()).isEqualTo("0.000000000");
        assertThat(figures.vwap()).isNull();
    }

    @Test
    void withoutAnyPriceThereAreNoFigures() {
        Figures figures = Figures.of(List.of(), START, end(3), Minute.NO_PRICE, 0, NO_BORDERS);

        BigDecimal[] prices = {
            figures.smaTrade(), figures.smaBar(), figures.smaTime(), figures.stddevPrice(),
            figures.rv(), figures.sdLogret(), figures.sdLogretAnn(), figures.vwap()
        };
        assertThat(prices).containsOnlyNulls();
        assertThat(figures.trades()).isZero();
    }

    /** Returns of ln 2, 0 and 0. Their mean is (ln 2)/3. */
    @Test
    void aReturnIsOfOneMinuteToTheNext() {
        Figures figures = Figures.of(minutes, START, end(4), Minute.NO_PRICE, 0, NO_BORDERS);

        assertThat(figures.rv()).isEqualTo("0.693147181");
        assertThat(figures.sdLogret()).isEqualTo("0.400188711");
        assertThat(figures.sdLogretAnn().doubleValue())
                .isCloseTo(0.400188711 * Math.sqrt(98_280), offset(1e-6));
    }

    @Test
    void oneReturnHasNoDeviation() {
        Figures figures = Figures.of(minutes, START, end(2), Minute.NO_PRICE, 0, NO_BORDERS);

        assertThat(figures.rv()).isEqualTo("0.693147181");
        assertThat(figures.sdLogret()).isNull();
        assertThat(figures.sdLogretAnn()).isNull();
    }

    @Test
    void noReturnSpansTheBorderOfASession() {
        long before = START - 1;

        assertThat(rv(before, START - Minute.NANOS)).isEqualTo("1.549924214");
        assertThat(rv(before, START)).isEqualTo("0.693147181");
        assertThat(rv(before, START + Minute.NANOS)).isEqualTo("1.386294361");
        assertThat(rv(before, START, START + Minute.NANOS)).isEqualTo("0.000000000");
        assertThat(rv(before, START + 3 * Minute.NANOS)).isEqualTo("1.549924214");
    }

    private BigDecimal rv(long carriedNs, long... borders) {
        return Figures.of(minutes, START, end(4), price("40"), carriedNs, borders).rv();
    }

    /** No logarithm is taken of zero. */
    @Test
    void aPriceOfZeroHasNoReturn() {
        List<Minute> zero =
                List.of(
                        minute(0, print(0, "10", "1", LAST)),
                        minute(1, print(60, "0", "1", LAST)),
                        minute(2, print(120, "10", "1", LAST)));

        assertThat(Figures.of(zero, START, end(3), Minute.NO_PRICE, 0, NO_BORDERS).rv()).isNull();
    }

    @Test
    void whatSetsNoPriceCountsAsVolumeOnly() {
        List<Minute> oddLot = List.of(minute(0, print(30, "10", "1", Effect.VOLUME)));
        Figures figures = Figures.of(oddLot, START, end(1), Minute.NO_PRICE, 0, NO_BORDERS);

        assertThat(oddLot.get(0).hasPrice()).isFalse();
        assertThat(oddLot.get(0).firstPriceNs()).isEqualTo(Tally.NO_TIME);
        assertThat(figures.smaTrade()).isNull();
        assertThat(figures.smaBar()).isNull();
        assertThat(figures.smaTime()).isNull();
        assertThat(figures.vwap()).isEqualTo("10.000000");
        assertThat(figures.trades()).isEqualTo(1);
    }

    @Test
    void aMinuteIsReadAsItWasWritten() throws IOException {
        for (Minute minute : minutes) {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            minute.writeTo(new DataOutputStream(bytes));
            Minute read =
                    Minute.readFrom(
                            new DataInputStream(new ByteArrayInputStream(bytes.toByteArray())));

            assertThat(read).isEqualTo(minute).hasSameHashCodeAs(minute);
        }
    }

    private static Minute minute(int index, Print... prints) {
        return Minute.of(START + index * Minute.NANOS, List.of(prints));
    }

    private static Print print(int second, String price, String size, int effect) {
        return new Print(START + second * SECOND, "Q", 1, price(price), price(size), effect, 0);
    }

    private static long price(String text) {
        return Scaled.of(Double.parseDouble(text));
    }

    private static long end(int minutes) {
        return START + minutes * Minute.NANOS;
    }
}
