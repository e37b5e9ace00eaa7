package io.tickhouse.tools.feed;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tickhouse.model.Kind;
import java.io.IOException;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.From;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.NotEmpty;

/** Tests what holds for every made-up market. */
class MarketPropertyTest {

    private static final long START = 1_772_461_800_000_000_000L;

    private static JsonNode message(long seed, Kind kind, TimestampFormat format, int steps)
            throws IOException {
        MarketGenerator market = market(seed, EnumSet.of(kind), format);
        JsonBuffer json = new JsonBuffer();
        for (int i = 0; i <= steps; i++) {
            json.clear();
            market.write(kind, i % 3, START + i, json);
        }
        return new ObjectMapper().readTree(json.toBytes());
    }

    private static MarketGenerator market(long seed, Set<Kind> kinds, TimestampFormat format) {
        return new MarketGenerator(
                SymbolSet.synthetic(3), kinds, format, new SplittableRandom(seed));
    }

    @Property(tries = 200)
    void aBarHoldsItsPrices(@ForAll long seed, @ForAll @IntRange(max = 300) int steps)
            throws IOException {
        JsonNode bar = message(seed, Kind.BAR, TimestampFormat.RFC3339, steps);

        double low = bar.path("l").asDouble();
        double high = bar.path("h").asDouble();
        assertThat(low).isPositive();
        for (String price : List.of("o", "c", "vw")) {
            assertThat(bar.path(price).asDouble()).as(price).isBetween(low, high);
        }
        assertThat(bar.path("t").asText()).endsWith(":00Z");
    }

    @Property(tries = 200)
    void nobodyBidsMoreThanIsAsked(@ForAll long seed, @ForAll @IntRange(max = 300) int steps)
            throws IOException {
        JsonNode quote = message(seed, Kind.QUOTE, TimestampFormat.RFC3339, steps);

        assertThat(quote.path("bp").asDouble())
                .isPositive()
                .isLessThan(quote.path("ap").asDouble());
        assertThat(quote.path("bs").asLong()).isPositive();
        assertThat(quote.path("as").asLong()).isPositive();
    }

    @Property(tries = 200)
    void aTradeHasAPriceASizeAndItsTime(
            @ForAll long seed,
            @ForAll TimestampFormat format,
            @ForAll @IntRange(max = 300) int steps)
            throws IOException {
        JsonNode trade = message(seed, Kind.TRADE, format, steps);

        assertThat(trade.path("p").asDouble()).isPositive();
        assertThat(trade.path("s").asLong()).isPositive();
        assertThat(trade.path("t").isTextual()).isEqualTo(format == TimestampFormat.RFC3339);
    }

    @Property(tries = 100)
    void idsOfASymbolAscend(@ForAll long seed) throws IOException {
        MarketGenerator market = market(seed, EnumSet.of(Kind.TRADE), TimestampFormat.MS);
        JsonBuffer json = new JsonBuffer();
        long before = 0;
        for (int i = 0; i < 50; i++) {
            json.clear();
            market.write(Kind.TRADE, 0, START, json);
            long id = new ObjectMapper().readTree(json.toBytes()).path("i").asLong();
            assertThat(id).isGreaterThan(before);
            before = id;
        }
    }

    /** Who applies the corrections in order finds each trade that one of them names. */
    @Property(tries = 100)
    void aCorrectionNamesTheLastTradeThatStandsAndWhatStandsThen(@ForAll long seed)
            throws IOException {
        MarketGenerator market =
                market(seed, EnumSet.of(Kind.TRADE, Kind.CORRECTION), TimestampFormat.RFC3339);
        JsonBuffer json = new JsonBuffer();
        String standing = null;
        for (int i = 0; i < 200; i++) {
            json.clear();
            market.write(i % 3 == 0 ? Kind.TRADE : Kind.CORRECTION, 0, START + i, json);
            JsonNode message = new ObjectMapper().readTree(json.toBytes());
            switch (message.path("T").asText()) {
                case "t" -> standing = trade(message, "i", "p", "s") + message.path("c");
                case "x" -> {
                    if (standing != null) {
                        assertThat(standing).startsWith(trade(message, "i", "p", "s"));
                    }
                    assertThat(message.path("a").asText()).isIn("C", "E");
                    standing = null;
                }
                default -> {
                    if (standing != null) {
                        assertThat(trade(message, "oi", "op", "os") + message.path("oc"))
                                .isEqualTo(standing);
                    }
                    assertThat(message.path("cp").asDouble()).isPositive();
                    assertThat(message.path("cs").asLong()).isPositive();
                    standing = trade(message, "ci", "cp", "cs") + message.path("cc");
                }
            }
        }
    }

    private static String trade(JsonNode message, String id, String price, String size) {
        return message.path("x").asText()
                + " "
                + message.path(id).asLong()
                + " "
                + message.path(price).asText()
                + " "
                + message.path(size).asLong()
                + " ";
    }

    @Provide
    Arbitrary<Kind> generated() {
        return Arbitraries.of(MarketGenerator.KINDS);
    }

    @Property(tries = 100)
    void onlyTheWantedKindsArePicked(
            @ForAll long seed, @ForAll @NotEmpty Set<@From("generated") Kind> kinds) {
        MarketGenerator market = market(seed, kinds, TimestampFormat.MS);
        Set<Kind> picked = EnumSet.noneOf(Kind.class);
        for (int i = 0; i < 20_000; i++) {
            picked.add(market.pickKind());
        }

        assertThat(picked).isEqualTo(kinds);
    }

    @Property(tries = 200)
    void aDamagedMessageIsOneValidElement(@ForAll long seed, @ForAll("generated") Kind kind)
            throws IOException {
        SplittableRandom random = new SplittableRandom(seed);
        JsonBuffer json = new JsonBuffer();
        market(seed, EnumSet.of(kind), TimestampFormat.RFC3339).write(kind, 0, START, json);
        String bad = Damage.pick(kind, random).apply(json.toAscii());

        assertThat(new ObjectMapper().readTree("[" + bad + "]")).hasSize(1);
        assertThat(bad).isNotEqualTo(json.toAscii());
        Received received = new Received();
        received.accept(0, JsonBuffer.ascii("[" + bad + "]"), ArrayTally.BROKEN);
        assertThat(received.deadElements).isEqualTo(1);
        assertThat(received.rows()).isZero();
    }

    @Property(tries = 200)
    void aBrokenArrayIsOneDeadLetterAndNoRow(@ForAll long seed, @ForAll ArrayDamage damage) {
        JsonBuffer json = new JsonBuffer();
        json.append('[');
        market(seed, EnumSet.of(Kind.TRADE), TimestampFormat.MS).write(Kind.TRADE, 0, START, json);
        json.append(']');

        Received received = new Received();
        received.accept(
                0, damage.apply(json.toBytes(), new SplittableRandom(seed)), ArrayTally.BROKEN);

        assertThat(received.deadArrays).isEqualTo(1);
        assertThat(received.rows() + received.deadElements).isZero();
    }

    @Property(tries = 100)
    void everySymbolHasANameOfItsOwnAndCanBePicked(
            @ForAll @IntRange(min = 1, max = 3_000) int count, @ForAll long seed) {
        SymbolSet symbols = SymbolSet.synthetic(count);
        SplittableRandom random = new SplittableRandom(seed);

        assertThat(symbols.names())
                .hasSize(count)
                .doesNotHaveDuplicates()
                .allMatch(name -> name.matches("[A-Z]{4}"));
        for (int i = 0; i < 100; i++) {
            assertThat(symbols.pick(random)).isBetween(0, count - 1);
        }
    }

    @Example
    void namedSymbolsTradeEquallyOften() {
        SymbolSet symbols = SymbolSet.named(List.of("A", "B", "C", "D"));
        SplittableRandom random = new SplittableRandom(1);
        int[] drawn = new int[4];
        for (int i = 0; i < 40_000; i++) {
            drawn[symbols.pick(random)]++;
        }

        assertThat(drawn).satisfies(counts -> assertThat(counts[0]).isBetween(9_600, 10_400));
        assertThat(drawn[3]).isBetween(9_600, 10_400);
    }

    @Property(tries = 200)
    void steppingTimesIncreaseWithinTheirSlots(
            @ForAll long seed, @ForAll @LongRange(min = 1, max = 1_000_000_000) long gap) {
        var times = EventTime.stepping(Instant.ofEpochSecond(1), gap, new SplittableRandom(seed));
        for (int i = 0; i < 20; i++) {
            long slot = 1_000_000_000L + i * gap;
            assertThat(times.getAsLong()).isBetween(slot, slot + gap - 1);
        }
    }

    @Property(tries = 200)
    void aTimetableLosesNoTradeAndHasNoBursts(
            @ForAll @IntRange(min = 1, max = 1_000_000) int rate,
            @ForAll @IntRange(max = 2_000) int slices) {
        TimedFeed.Timetable timetable = new TimedFeed.Timetable(START, rate);
        long sum = 0;
        for (int slice = 0; slice < slices; slice++) {
            int trades = timetable.trades(slice);
            assertThat(trades).isBetween(rate / 200, rate / 200 + 1);
            sum += trades;
        }

        assertThat(sum).isEqualTo((long) slices * rate / 200);
    }

    @Property
    void theClockOfAFeedTurnsTimesIntoThoseOfTheTimer(@ForAll @IntRange(max = 1000) int later) {
        WallClock clock = new WallClock();

        assertThat(clock.timer(START + later) - clock.timer(START)).isEqualTo(later);
    }
}
