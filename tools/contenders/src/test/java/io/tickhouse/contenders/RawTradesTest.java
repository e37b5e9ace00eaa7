package io.tickhouse.contenders;

import static org.assertj.core.api.Assertions.assertThat;

import io.tickhouse.model.Bar;
import io.tickhouse.model.DeadLetter;
import io.tickhouse.model.Flattener;
import io.tickhouse.model.Quote;
import io.tickhouse.model.Trade;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RawTradesTest {

    @Test
    void theSameSeedIsTheSameRecords() {
        assertThat(RawTrades.arrays(500, 7)).isDeepEqualTo(RawTrades.arrays(500, 7));
        assertThat(RawTrades.arrays(1, 8)[0]).isNotEqualTo(RawTrades.arrays(1, 7)[0]);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 100, 101, 5000})
    void thereAreAsManyTradesAsWereWanted(int wanted) {
        Totals totals = new Totals();

        flatten(RawTrades.arrays(wanted, 7), new Fan(totals, List.of()));

        assertThat(totals.trades).isEqualTo(wanted);
        assertThat(totals.deadLetters).isZero();
    }

    @Test
    void timesGoForwardAndIdsAreCounted() {
        List<Long> times = new ArrayList<>();
        List<Long> ids = new ArrayList<>();

        flatten(
                RawTrades.arrays(1000, 7),
                new Fan(
                        new Totals(),
                        List.of(
                                new IdleLeg() {
                                    @Override
                                    public void trade(Trade trade) {
                                        times.add(trade.timeNs);
                                        ids.add(trade.id);
                                    }
                                })));

        assertThat(times).isSorted().doesNotHaveDuplicates();
        assertThat(ids).isSorted().doesNotHaveDuplicates().startsWith(1L).endsWith(1000L);
    }

    @Test
    void aMessageGoesToEachLegAndIsCountedOnce() {
        Totals totals = new Totals();
        List<String> seen = new ArrayList<>();
        Fan fan = new Fan(totals, List.of(leg("a", seen), leg("b", seen)));

        fan.trade(new Trade());
        fan.quote(new Quote());
        fan.bar(new Bar());
        fan.deadLetter(new DeadLetter());

        assertThat(seen)
                .containsExactly(
                        "a trade", "b trade", "a quote", "b quote", "a bar", "b bar", "a dead",
                        "b dead");
        assertThat(totals.toJson("loop", 2, 3))
                .isEqualTo(
                        "{\"mode\":\"loop\",\"arrays\":0,\"trades\":1,\"quotes\":1,\"bars\":1,"
                                + "\"deadLetters\":1,\"wallMillis\":2,\"cpuMillis\":3}");
    }

    private static void flatten(byte[][] arrays, Flattener.Output output) {
        Flattener flattener = new Flattener();
        for (byte[] array : arrays) {
            assertThat(new String(array, StandardCharsets.UTF_8)).startsWith("[{").endsWith("}]");
            flattener.flatten(array, 0, 0, output);
        }
    }

    private static Leg leg(String name, List<String> seen) {
        return new IdleLeg() {
            @Override
            public void trade(Trade trade) {
                seen.add(name + " trade");
            }

            @Override
            public void quote(Quote quote) {
                seen.add(name + " quote");
            }

            @Override
            public void bar(Bar bar) {
                seen.add(name + " bar");
            }

            @Override
            public void deadLetter(DeadLetter letter) {
                seen.add(name + " dead");
            }
        };
    }
}
