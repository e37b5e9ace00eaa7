package io.tickhouse.model.analytics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tickhouse.oracle.BarOracle;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class TallyPropertyTest {

    private static final long START = 1_772_463_600_000_000_000L;
    private static final long MINUTE = 60_000_000_000L;

    @Property(tries = 300)
    void theOrderOfThePrintsMakesNoDifference(@ForAll Random random) throws IOException {
        List<Print> prints = prints(random, 40);
        for (String rules : Ruleset.names()) {
            Tally tally = tally(prints, rules);
            List<Print> shuffled = new ArrayList<>(prints);
            Collections.shuffle(shuffled, random);

            assertThat(bytes(tally(shuffled, rules))).isEqualTo(bytes(tally));
        }
    }

    @Property(tries = 300)
    void talliesOfPartsMergeIntoThatOfAll(
            @ForAll Random random, @ForAll @IntRange(min = 1, max = 5) int parts)
            throws IOException {
        List<Print> prints = prints(random, 40);
        for (String rules : Ruleset.names()) {
            List<Tally> tallies = new ArrayList<>();
            for (int part = 0; part < parts; part++) {
                tallies.add(new Tally());
            }
            for (Print print : prints) {
                tallies.get(random.nextInt(parts)).add(print, effect(print, rules));
            }
            Tally merged = new Tally();
            tallies.forEach(merged::merge);

            assertThat(merged).isEqualTo(tally(prints, rules));
            assertThat(bytes(merged)).isEqualTo(bytes(tally(prints, rules)));
        }
    }

    @Property(tries = 300)
    void isReadAsItWasWritten(@ForAll Random random, @ForAll @IntRange(max = 40) int count)
            throws IOException {
        Tally tally = tally(prints(random, count), "alpaca-daily");
        Tally read = Tally.readFrom(new DataInputStream(new ByteArrayInputStream(bytes(tally))));

        assertThat(read).isEqualTo(tally).hasSameHashCodeAs(tally);
        assertThat(bytes(read)).isEqualTo(bytes(tally));
    }

    @Property(tries = 300)
    void pricesAreInTheirOrder(@ForAll Random random, @ForAll @IntRange(max = 40) int count) {
        for (String rules : Ruleset.names()) {
            Tally tally = tally(prints(random, count), rules);
            if (tally.hasPrices()) {
                assertThat(tally.open()).isBetween(tally.low(), tally.high());
                assertThat(tally.close()).isBetween(tally.low(), tally.high());
                if (tally.vwapPx() != null) {
                    assertThat(tally.vwapPx())
                            .isBetween(
                                    Scaled.decimal(tally.low() / 1000 * 1000),
                                    Scaled.decimal((tally.high() + 999) / 1000 * 1000));
                }
            }
            assertThat(tally.volume().value()).isGreaterThanOrEqualTo(tally.volumePx().value());
        }
    }

    /** Any change of a trade, and whether it is there once or twice, shows in both halves. */
    @Property(tries = 300)
    void otherPrintsHaveAnotherHash(
            @ForAll long time, @ForAll long id, @ForAll int price, @ForAll int size) {
        int effect = Effect.LAST | Effect.VOLUME;
        Set<Long> high = new HashSet<>();
        Set<Long> low = new HashSet<>();
        List<Print> prints =
                List.of(
                        new Print(time, "Q", id, price, size, 0, 0),
                        new Print(time + 1, "Q", id, price, size, 0, 0),
                        new Print(time, "V", id, price, size, 0, 0),
                        new Print(time, "QV", id, price, size, 0, 0),
                        new Print(time, null, id, price, size, 0, 0),
                        new Print(time, "Q", id + 1, price, size, 0, 0),
                        new Print(time, "Q", id, price + 1L, size, 0, 0),
                        new Print(time, "Q", id, price, size + 1L, 0, 0));
        for (Print one : prints) {
            Tally tally = new Tally();
            tally.add(one, effect);
            high.add(tally.hashHigh());
            low.add(tally.hashLow());
            tally.add(one, effect);
            high.add(tally.hashHigh());
            low.add(tally.hashLow());
        }

        assertThat(high).hasSize(2 * prints.size());
        assertThat(low).hasSize(2 * prints.size());
    }

    @Test
    void withoutPrintsThereIsNothing() {
        Tally tally = new Tally();

        assertThat(tally.isEmpty()).isTrue();
        assertThat(tally.hasPrices()).isFalse();
        assertThat(tally.firstNs()).isEqualTo(Tally.NO_TIME);
        assertThat(tally.vwapAll()).isNull();
        assertThat(tally.vwapPx()).isNull();
        assertThat(tally.stddevPrice()).isNull();
        assertThat(tally.notional()).isEqualTo("0.000000000");
        assertThatThrownBy(tally::open).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(tally::high).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(tally::low).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(tally::close).isInstanceOf(IllegalStateException.class);
    }

    /** Both deviations are half of 1e-9 more than a whole number of it: the even one is taken. */
    @Test
    void aDeviationIsRoundedHalfToEven() {
        assertThat(deviation(0, 0, 0, 1)).isEqualTo("0.000000000");
        assertThat(deviation(0, 0, 0, 3)).isEqualTo("0.000000002");
        assertThat(deviation(0, 0, 0, 5)).isEqualTo("0.000000002");
    }

    /** Nine digits of sixteen would be lost in doubles. */
    @Test
    void aSmallDeviationOfLargePricesIsExact() {
        long price = Scaled.of(500_000);

        assertThat(deviation(price, price + 10_000_000, price + 20_000_000))
                .isEqualTo("0.010000000");
    }

    private static BigDecimal deviation(long... prices) {
        Tally tally = new Tally();
        for (int i = 0; i < prices.length; i++) {
            tally.add(new Print(START + i, "Q", i, prices[i], 0, 0, 0), Effect.HIGH_LOW);
        }
        return tally.stddevPrice();
    }

    private static List<Print> prints(Random random, int count) {
        List<BarOracle.Trade> trades = Trades.random(random, count, START, MINUTE);
        return trades.stream().map(Trades::print).toList();
    }

    private static Tally tally(List<Print> prints, String rules) {
        Tally tally = new Tally();
        prints.forEach(print -> tally.add(print, effect(print, rules)));
        return tally;
    }

    /** An effect of these rules for any print, the same each time. */
    private static int effect(Print print, String rules) {
        byte[][] conditions = {{(byte) ('0' + Math.floorMod(print.hashCode(), 43))}};
        return Ruleset.named(rules).effect(conditions, null);
    }

    private static byte[] bytes(Tally tally) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        tally.writeTo(new DataOutputStream(bytes));
        return bytes.toByteArray();
    }
}
