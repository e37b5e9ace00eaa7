package io.tickhouse.contenders;

import static org.assertj.core.api.Assertions.assertThat;

import io.tickhouse.model.Bar;
import io.tickhouse.model.DeadLetter;
import io.tickhouse.model.Flattener;
import io.tickhouse.model.Kind;
import io.tickhouse.model.Message;
import io.tickhouse.model.Quote;
import io.tickhouse.model.Trade;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RawTradesTest {

    private static final String OTHER_KINDS =
            EnumSet.complementOf(EnumSet.of(Kind.TRADE, Kind.QUOTE, Kind.BAR)).stream()
                    .map(kind -> "\"" + kind.plural() + "\":0,")
                    .collect(Collectors.joining());

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

        assertThat(totals.rows[Kind.TRADE.index()]).isEqualTo(wanted);
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
                                    public void row(Message message) {
                                        times.add(message.timeNs);
                                        ids.add(((Trade) message).id);
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

        fan.row(new Trade());
        fan.row(new Quote());
        fan.row(new Bar());
        fan.deadLetter(new DeadLetter());

        assertThat(seen)
                .containsExactly(
                        "a trade", "b trade", "a quote", "b quote", "a bar", "b bar", "a dead",
                        "b dead");
        assertThat(totals.toJson("loop", 2, 3))
                .isEqualTo(
                        "{\"mode\":\"loop\",\"arrays\":0,\"trades\":1,\"quotes\":1,\"bars\":1,"
                                + OTHER_KINDS
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
            public void row(Message message) {
                seen.add(name + " " + message.kind().name().toLowerCase(Locale.ROOT));
            }

            @Override
            public void deadLetter(DeadLetter letter) {
                seen.add(name + " dead");
            }
        };
    }
}
