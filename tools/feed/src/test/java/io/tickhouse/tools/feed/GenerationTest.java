package io.tickhouse.tools.feed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tickhouse.model.Kind;
import io.tickhouse.tools.UserError;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class GenerationTest {

    private static final int PARTITIONS = 3;
    private static final Duration MINUTE = Duration.ofMinutes(1);

    static LongStream seeds() {
        return LongStream.range(0, 20);
    }

    @Test
    void sameSeedSameBytes() {
        assertThat(batches(everything(7), 200).arrays)
                .usingElementComparator(Arrays::compare)
                .isEqualTo(batches(everything(7), 200).arrays);
        assertThat(batches(everything(7), 200).tradePrices)
                .isNotEqualTo(batches(everything(8), 200).tradePrices);
    }

    /** These bytes are a promise: a recording made with a seed can be reproduced. */
    @Test
    void seedOneBeginsLikeThis() {
        String first =
                new String(batches(options().seed(1), 1).arrays.get(0), StandardCharsets.UTF_8);

        assertThat(first)
                .startsWith("[{\"T\":\"t\",\"S\":\"")
                .contains("\"t\":\"2026-03-02T14:30:");
        assertThat(first.substring(first.lastIndexOf('{')))
                .matches(
                        "\\{\"T\":\"t\",\"S\":\"[A-Z]+\",\"i\":\\d+,\"x\":\"[VQNZPDK]\",\"p\":\\d+(\\.\\d{1,2})?,\"s\":\\d+,\"c\":\\[\"[@"
                                + " ]\"(,\"[FTI]\")*\\],"
                                + "\"z\":\"[ABC]\",\"t\":\"2026-03-02T14:30:0[^\"]*Z\"}]");
    }

    @Test
    void eventTimeAdvancesByTheStepWhateverThePace() {
        List<byte[]> arrays =
                batches(options().seed(1).batchSize(3).step(Duration.ofHours(1)), 2).arrays;
        String all =
                arrays.stream()
                        .map(array -> new String(array, StandardCharsets.UTF_8))
                        .collect(Collectors.joining());

        assertThat(all.split("\"t\":\"", -1)).hasSize(7);
        // Each message is somewhere in its hour: 14:30 to 15:30, then the next.
        for (int hour = 14; hour < 20; hour++) {
            assertThat(all)
                    .containsPattern("2026-03-02T(%d:[345]|%d:[012])".formatted(hour, hour + 1));
        }
    }

    static Stream<Arguments> recordings() {
        return Stream.of(
                Arguments.of("defaults", options(), "4f4e8919d99a5db8"),
                Arguments.of(
                        "three kinds",
                        options()
                                .symbolCount(40)
                                .kinds(EnumSet.of(Kind.TRADE, Kind.QUOTE, Kind.BAR))
                                .corrupt(0.05),
                        "3cbc965ff7480ebd"),
                Arguments.of(
                        "milliseconds",
                        options()
                                .rate(5000)
                                .timestamps(TimestampFormat.MS)
                                .kinds(EnumSet.of(Kind.QUOTE, Kind.BAR)),
                        "3e409b6cc82e222f"),
                Arguments.of(
                        "real trades",
                        options()
                                .symbolCount(40)
                                .kinds(EnumSet.of(Kind.TRADE, Kind.CORRECTION))
                                .tape(true)
                                .bars(true),
                        "cbebe94c53c57ca6"));
    }

    /** Who has recorded a feed can make it again with a later version. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("recordings")
    void aSeedMakesTheBytesThatItAlwaysMade(String name, Generation.Options options, String hash)
            throws Exception {
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        Generation generation = new Generation(options.seed(1));
        ArrayGenerator generator = generation.generator(PARTITIONS);
        for (int i = 0; i < 200; i++) {
            generator.nextBatch(
                    generation.messagesPerBatch(),
                    (partition, array, tally) -> {
                        digest.update((byte) partition);
                        digest.update(array);
                    });
        }

        assertThat(HexFormat.of().formatHex(digest.digest())).as(name).startsWith(hash);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void aBarSumsUpTheTradesOfItsMinute(long seed) throws IOException {
        // 12 seconds before a minute ends, and 20 seconds of trades.
        Generation generation =
                new Generation(
                        options()
                                .seed(seed)
                                .startTime(Instant.parse("2026-03-02T14:30:48Z"))
                                .symbols(List.of("A", "B", "C", "D"))
                                .rate(1_000)
                                .trades(16_000)
                                .quotes(0.2)
                                .bars(true));
        ArrayGenerator generator = generation.generator(PARTITIONS);
        Received received = new Received();
        while (!generator.done()) {
            generator.nextBatch(generation.messagesPerBatch(), received);
        }
        generator.finish(received);

        Map<String, List<JsonNode>> trades = new TreeMap<>();
        Map<String, JsonNode> bars = new TreeMap<>();
        for (byte[] array : received.arrays) {
            for (JsonNode message : new ObjectMapper().readTree(array)) {
                String minute = message.path("t").asText().substring(0, 16);
                String key = message.path("S").asText() + " " + minute;
                if (message.path("T").asText().equals("t")) {
                    trades.computeIfAbsent(key, unknown -> new ArrayList<>()).add(message);
                } else if (message.path("T").asText().equals("b")) {
                    assertThat(bars.put(key, message)).as("a second bar of " + key).isNull();
                }
            }
        }
        assertThat(bars).hasSize(8);
        assertThat(bars.keySet()).isEqualTo(trades.keySet());
        bars.forEach((key, bar) -> assertSumsUp(bar, trades.get(key)));
        assertThat(received.rows(Kind.QUOTE)).isBetween(3_600L, 4_400L);
        assertThat(received.rows(Kind.BAR)).isEqualTo(8);
    }

    /** Odd lots set no price. */
    private static void assertSumsUp(JsonNode bar, List<JsonNode> trades) {
        List<JsonNode> round =
                trades.stream().filter(trade -> trade.path("s").asLong() >= 100).toList();
        assertThat(bar.path("o")).isEqualTo(round.get(0).path("p"));
        assertThat(bar.path("c")).isEqualTo(round.get(round.size() - 1).path("p"));
        assertThat(bar.path("h").asDouble()).isEqualTo(prices(round).max().orElseThrow());
        assertThat(bar.path("l").asDouble()).isEqualTo(prices(round).min().orElseThrow());
        assertThat(bar.path("n").asInt()).isEqualTo(trades.size());
        long volume = trades.stream().mapToLong(trade -> trade.path("s").asLong()).sum();
        assertThat(bar.path("v").asLong()).isEqualTo(volume);
        double turnover =
                round.stream()
                        .mapToDouble(t -> t.path("p").asDouble() * t.path("s").asLong())
                        .sum();
        long roundVolume = round.stream().mapToLong(trade -> trade.path("s").asLong()).sum();
        assertThat(bar.path("vw").asDouble()).isCloseTo(turnover / roundVolume, within(0.000001));
    }

    private static DoubleStream prices(List<JsonNode> trades) {
        return trades.stream().mapToDouble(trade -> trade.path("p").asDouble());
    }

    @Test
    void aFeedWithoutTradesEndsWithoutBars() {
        Received received = new Received();
        new Generation(options().seed(1).bars(true)).generator(PARTITIONS).finish(received);

        assertThat(received.arrays).isEmpty();
    }

    @Test
    void wellKnownSymbolsStayNearTheirPrices() throws IOException {
        Received received = batches(options().seed(4).wellKnownSymbols().quotes(0.2), 10_000);

        assertThat(received.partitionsOfSymbol).containsKeys("AAPL", "MSFT", "NVDA");
        for (byte[] array : received.arrays) {
            for (JsonNode message : new ObjectMapper().readTree(array)) {
                double price = message.path("p").asDouble(message.path("ap").asDouble());
                switch (message.path("S").asText()) {
                    case "AAPL" -> assertThat(price).isBetween(220.0, 240.0);
                    case "F" -> assertThat(price).isBetween(10.5, 11.5);
                    default -> assertThat(price).isPositive();
                }
            }
        }
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void everyDamageIsOneDeadLetterAndNothingElseIs(long seed) {
        Received received = batches(everything(seed), 2_000);

        Generation.Result said = received.counters.result(Duration.ZERO);
        for (Kind kind : MarketGenerator.KINDS) {
            assertThat(received.rows(kind)).as("%s", kind).isEqualTo(said.rows(kind)).isPositive();
        }
        assertThat(received.deadElements).isEqualTo(said.corruptElements()).isPositive();
        assertThat(received.deadArrays).isEqualTo(said.corruptArrays()).isPositive();
        assertThat(received.deadElements + received.deadArrays)
                .isEqualTo(said.deadLettersExpected());
    }

    @Test
    void aDamagedBarIsADeadLetterToo() {
        Generation generation =
                new Generation(options().seed(6).symbolCount(500).bars(true).corrupt(0.3));
        ArrayGenerator generator = generation.generator(PARTITIONS);
        Received received = new Received();
        generator.nextBatch(2_000, received);
        generator.finish(received);

        Generation.Result said = received.counters.result(Duration.ZERO);
        assertThat(received.rows(Kind.BAR)).isEqualTo(said.rows(Kind.BAR)).isPositive();
        assertThat(received.deadElements + received.deadArrays)
                .isEqualTo(said.deadLettersExpected());
        assertThat(received.rows(Kind.TRADE) + received.deadElements).isGreaterThan(2_000);
    }

    @Test
    void nothingIsDamagedUnlessAsked() {
        Received received = batches(options().seed(3).kinds(MarketGenerator.KINDS), 1_000);

        assertThat(received.deadElements + received.deadArrays).isZero();
        assertThat(received.rows()).isEqualTo(50_000);
    }

    @Test
    void kindsThatAreRareInAFeedAreRareHere() {
        Received received = batches(options().seed(3).kinds(MarketGenerator.KINDS), 1_000);

        assertThat(received.rows(Kind.BAR)).isBetween(1_000L, 1_400L);
        for (Kind kind : List.of(Kind.CORRECTION, Kind.STATUS, Kind.LULD, Kind.IMBALANCE)) {
            assertThat(received.rows(kind)).as(kind.plural()).isBetween(80L, 160L);
        }
    }

    @Test
    void everyKindOfDamageSpoilsEveryKindOfMessageItFits() {
        for (TimestampFormat format : TimestampFormat.values()) {
            for (Kind kind : MarketGenerator.KINDS) {
                Received received =
                        batches(
                                options()
                                        .seed(5)
                                        .kinds(EnumSet.of(kind))
                                        .timestamps(format)
                                        .corrupt(1),
                                100);
                assertThat(received.rows()).as("%s %s", kind, format).isZero();
                assertThat(received.deadElements)
                        .isEqualTo(received.counters.result(Duration.ZERO).corruptElements());
            }
        }
    }

    @Test
    void keepsASymbolInOnePartitionAndInOrder() {
        Received received = batches(options().seed(11).symbolCount(200), 500);

        assertThat(received.ordered).isTrue();
        assertThat(received.partitionsOfSymbol.values()).allMatch(found -> found.size() == 1);
        received.partitionsOfSymbol.forEach(
                (symbol, found) ->
                        assertThat(found)
                                .containsExactly(
                                        SymbolPartition.of(
                                                symbol.getBytes(StandardCharsets.UTF_8),
                                                PARTITIONS)));
        assertThat(received.partitionsOfSymbol.values().stream().distinct()).hasSize(PARTITIONS);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 49, 50, 51, 9_999})
    void stopsAtExactlySoManyTrades(long wanted) {
        ArrayGenerator generator =
                new Generation(everything(13).trades(wanted)).generator(PARTITIONS);
        Received received = new Received();
        while (!generator.done()) {
            generator.nextBatch(50, received);
        }
        assertThat(received.rows(Kind.TRADE)).isEqualTo(wanted);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 50, 9_999})
    void realTradesAreAlsoExactlySoMany(long wanted) {
        Generation.Options options =
                options().seed(13).corrupt(0.05).tape(true).bars(true).trades(wanted);
        ArrayGenerator generator = new Generation(options).generator(PARTITIONS);
        Received received = new Received();
        while (!generator.done()) {
            generator.nextBatch(50, received);
        }
        generator.finish(received);
        assertThat(received.rows(Kind.TRADE)).isEqualTo(wanted);
    }

    @Test
    void splitsAnArrayThatABrokerWouldRefuse() {
        Received received = new Received();
        new Generation(options().seed(1)).generator(1).nextBatch(20_000, received);

        assertThat(received.arrays).hasSizeGreaterThan(1).allMatch(a -> a.length < 1_000_000);
        assertThat(received.rows(Kind.TRADE)).isEqualTo(20_000);
    }

    @Test
    void eventTimeStartsWhereToldAndPassesWithTheRate() {
        Instant start = Instant.parse("2024-02-29T23:59:59Z");
        Received received =
                batches(options().seed(2).startTime(start).rate(50).symbols(List.of("A")), 50);

        assertThat(received.lastTime.get("A"))
                .isBetween(
                        EventTime.nanos(start.plusMillis(980)),
                        EventTime.nanos(start.plusSeconds(1)));
    }

    @Test
    void frequentSymbolsFollowZipf() {
        SplittableRandom random = new SplittableRandom(1);
        SymbolSet symbols = SymbolSet.synthetic(100);
        int[] drawn = new int[100];
        for (int i = 0; i < 100_000; i++) {
            drawn[symbols.pick(random)]++;
        }
        // 1 / (1 + 1/2 + ... + 1/100) = 0.193
        assertThat(drawn[0]).isBetween(18_500, 20_100);
        assertThat(drawn[9]).isBetween(1_700, 2_150);
        assertThat(symbols.names()).doesNotHaveDuplicates().startsWith("AAAA", "AAAB");
    }

    /** A batch is 50 s of event time. */
    @Test
    void eachPartitionIsToldTheTimeOnceAMinuteAndAtTheEnd() {
        Received received = batches(tellingTime(EnumSet.of(Kind.TRADE, Kind.CLOCK)), 4);

        assertThat(received.rows(Kind.TRADE)).isEqualTo(200);
        assertThat(received.clocks).hasSize(PARTITIONS);
        for (List<Instant> times : received.clocks.values()) {
            assertThat(times)
                    .extracting(time -> time.truncatedTo(ChronoUnit.SECONDS).toString())
                    .containsExactly(
                            "2026-03-02T14:30:49Z",
                            "2026-03-02T14:31:39Z",
                            "2026-03-02T14:32:29Z",
                            "2026-03-02T14:33:19Z");
        }

        Received ended = new Received();
        ArrayGenerator generator =
                new Generation(tellingTime(EnumSet.of(Kind.TRADE, Kind.CLOCK)))
                        .generator(PARTITIONS);
        generator.nextBatch(1, ended);
        generator.finish(ended);
        assertThat(ended.rows(Kind.CLOCK)).isEqualTo(PARTITIONS);
        generator.nextBatch(1, ended);
        assertThat(ended.rows(Kind.CLOCK)).isEqualTo(PARTITIONS);
        generator.finish(ended);
        assertThat(ended.rows(Kind.CLOCK)).isEqualTo(2 * PARTITIONS);
    }

    @Test
    void whatWasSentBeforeATimeIsBeforeItsClockRecord() {
        Received received =
                batches(everything(4).kinds(EnumSet.allOf(Kind.class)).interval(MINUTE), 100);

        assertThat(received.rows(Kind.CLOCK)).isEqualTo(100 * PARTITIONS);
        assertThat(received.afterTheirClock).isZero();
    }

    @Test
    void clockRecordsChangeNothingElse() {
        List<String> without = texts(batches(everything(7).interval(MINUTE), 50));
        List<String> with =
                texts(batches(everything(7).kinds(EnumSet.allOf(Kind.class)).interval(MINUTE), 50));

        with.removeIf(array -> array.contains("\"T\":\"k\""));
        assertThat(with).isEqualTo(without);
    }

    @Test
    void aSilentMarketHasATime() {
        Received received = batches(tellingTime(EnumSet.of(Kind.CLOCK)).corrupt(1), 3);

        assertThat(received.rows()).isEqualTo(3 * PARTITIONS);
        assertThat(received.deadElements + received.deadArrays).isZero();
    }

    @Test
    void lowRatesDoNotComeInBursts() {
        assertThat(new Generation(options().rate(1_000)).messagesPerBatch()).isEqualTo(10);
        assertThat(new Generation(options().rate(20)).messagesPerBatch()).isEqualTo(1);
        assertThat(new Generation(options().rate(1_000_000)).messagesPerBatch()).isEqualTo(50);
    }

    @Test
    void refusesWhatWouldNeverEndOrCannotBe() {
        assertRefused(options().corrupt(1.5), "--corrupt");
        assertRefused(options().corrupt(1).trades(10), "--trades");
        assertRefused(options().kinds(EnumSet.of(Kind.BAR)).trades(10), "--trades");
        assertRefused(options().quotes(1), "--quotes");
        assertRefused(options().quotes(Double.NaN), "--quotes");
        assertRefused(options().quotes(0.2).kinds(EnumSet.of(Kind.QUOTE)), "--quotes");
        assertRefused(options().bars(true).kinds(EnumSet.of(Kind.QUOTE)), "--bars");
        assertRefused(options().bars(true).kinds(EnumSet.allOf(Kind.class)), "--bars");
        assertRefused(options().tape(true).kinds(EnumSet.of(Kind.QUOTE)), "--tape");
        assertRefused(options().tape(true).kinds(EnumSet.allOf(Kind.class)), "--tape");
        assertRefused(options().quotes(0.2).kinds(EnumSet.of(Kind.CLOCK)), "--quotes");
        assertRefused(options().late(0.1), "--late");
        assertRefused(options().tape(true).late(2), "--late");
        assertRefused(options().symbols(List.of("A\"B")), "A\"B");
        assertRefused(options().batchSize(0), "--batch-size");
        assertRefused(options().partitions(0), "--partitions");
        assertRefused(options().interval(Duration.ofSeconds(-1)), "--interval");
    }

    private static void assertRefused(Generation.Options options, String named) {
        assertThatThrownBy(() -> new Generation(options))
                .isInstanceOf(UserError.class)
                .hasMessageContaining(named);
    }

    private static Generation.Options options() {
        return Generation.Options.of("127.0.0.1:9092", "iex_data");
    }

    private static Generation.Options everything(long seed) {
        return options().seed(seed).symbolCount(40).kinds(MarketGenerator.KINDS).corrupt(0.05);
    }

    private static Generation.Options tellingTime(Set<Kind> kinds) {
        return options().seed(2).kinds(kinds).batchSize(50).interval(Duration.ofSeconds(50));
    }

    private static List<String> texts(Received received) {
        return received.arrays.stream()
                .map(array -> new String(array, StandardCharsets.UTF_8))
                .collect(Collectors.toCollection(ArrayList::new));
    }

    private static Received batches(Generation.Options options, int count) {
        Generation generation = new Generation(options);
        ArrayGenerator generator = generation.generator(PARTITIONS);
        Received received = new Received();
        for (int i = 0; i < count; i++) {
            generator.nextBatch(generation.messagesPerBatch(), received);
        }
        return received;
    }
}
