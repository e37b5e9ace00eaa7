package io.tickhouse.tools.feed;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tickhouse.model.Correction;
import io.tickhouse.model.DeadLetter;
import io.tickhouse.model.Flattener;
import io.tickhouse.model.Kind;
import io.tickhouse.model.Message;
import io.tickhouse.model.Trade;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A feed with real trades. Its bars are computed again, slowly, from the trades sent before. */
class TapeTest {

    private static final int PARTITIONS = 2;
    private static final List<String> FIRST_ONLY = List.of("P", "Z", "4");
    private static final Instant OPENING = Instant.parse("2026-03-02T14:30:00Z");
    private static final Instant CLOSE = Instant.parse("2026-03-02T21:00:00Z");
    private static final Instant MIDNIGHT = Instant.parse("2026-03-03T05:00:00Z");

    static LongStream seeds() {
        return LongStream.range(0, 5);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void everyBarIsThatOfTheTradesSentBefore(long seed) throws IOException {
        for (Instant bell : List.of(OPENING, CLOSE, MIDNIGHT)) {
            // Thirty symbols that trade every six seconds, so that some minutes have no bar.
            Generation.Options options =
                    options(seed, bell.minusSeconds(90)).symbolCount(30).rate(5).trades(1_500);
            for (List<JsonNode> messages : bySymbol(options.late(0.2)).values()) {
                assertThat(messages).isNotEmpty();
                for (int i = 0; i < messages.size(); i++) {
                    JsonNode bar = messages.get(i);
                    if ("bud".contains(type(bar))) {
                        JsonNode expected = compute(bar, messages.subList(0, i));
                        assertThat(bar).isEqualTo(expected);
                    }
                }
            }
        }
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void aMinuteHasABarIfATradeSetAPriceAndAnUpdateIfALateOneCame(long seed) throws IOException {
        Instant start = OPENING.minusSeconds(120);
        ArrayGenerator generator =
                new Generation(options(seed, start).symbolCount(30).rate(10).late(0.1))
                        .generator(PARTITIONS);
        // A message every tenth of a second, for nine minutes.
        Map<String, List<Sent>> minutes = new TreeMap<>();
        for (int i = 0; i < 5_400; i++) {
            Instant now = start.plusMillis(100L * i);
            for (JsonNode message : nextMessages(generator)) {
                if (!type(message).equals("d")) {
                    String minute = message.path("t").asText().substring(0, 16);
                    minutes.computeIfAbsent(
                                    message.path("S").asText() + " " + minute,
                                    unknown -> new ArrayList<>())
                            .add(new Sent(message, now));
                }
            }
        }
        int updates = 0;
        for (List<Sent> sent : minutes.values()) {
            Instant first = time(sent.get(0).message());
            Instant end = Instant.ofEpochSecond(first.getEpochSecond() / 60 * 60 + 60);
            List<Sent> inTime = tradesBefore(sent, end);
            List<Sent> inTimeOrLate = tradesBefore(sent, end.plusSeconds(30));
            boolean over = end.isBefore(start.plusSeconds(540));
            boolean updated = inTimeOrLate.size() > inTime.size() && setsPrice(inTimeOrLate);

            assertThat(count(sent, "b")).isEqualTo(over && setsPrice(inTime) ? 1 : 0);
            assertThat(count(sent, "u")).isEqualTo(updated ? 1 : 0);
            updates += updated ? 1 : 0;
        }
        assertThat(updates).isPositive();
    }

    private record Sent(JsonNode message, Instant now) {}

    private static List<JsonNode> nextMessages(ArrayGenerator generator) throws IOException {
        List<byte[]> arrays = new ArrayList<>();
        generator.nextBatch(1, (partition, array, tally) -> arrays.add(array));
        List<JsonNode> messages = new ArrayList<>();
        for (byte[] array : arrays) {
            new ObjectMapper().readTree(array).forEach(messages::add);
        }
        return messages;
    }

    private static List<Sent> tradesBefore(List<Sent> sent, Instant end) {
        return sent.stream()
                .filter(each -> type(each.message()).equals("t") && each.now().isBefore(end))
                .toList();
    }

    private static boolean setsPrice(List<Sent> trades) {
        return trades.stream().anyMatch(trade -> setsPrice(trade.message(), false));
    }

    private static long count(List<Sent> sent, String type) {
        return sent.stream().filter(each -> type(each.message()).equals(type)).count();
    }

    @Test
    void conditionsAreThoseOfTheTapeTheSizeAndTheHour() throws IOException {
        for (Instant bell : List.of(OPENING, CLOSE)) {
            Generation.Options options =
                    options(1, bell.minusSeconds(100)).rate(500).trades(100_000);
            List<JsonNode> trades = new ArrayList<>();
            bySymbol(options).values().forEach(trades::addAll);
            trades.removeIf(message -> !type(message).equals("t"));
            int late = 0;
            for (JsonNode trade : trades) {
                List<String> codes = codes(trade);
                boolean regular = !time(trade).isBefore(OPENING) && time(trade).isBefore(CLOSE);
                boolean ofAuction = codes.stream().anyMatch("O6QM"::contains);
                assertThat(codes.get(0))
                        .isEqualTo(trade.path("z").asText().equals("C") ? "@" : " ");
                assertThat(codes.contains("I")).isEqualTo(trade.path("s").asLong() < 100);
                assertThat(codes.contains("T") || codes.contains("U"))
                        .isEqualTo(!regular && !ofAuction);
                late += codes.contains("Z") || codes.contains("U") ? 1 : 0;
            }
            assertThat(share(trades, "F")).isBetween(0.28, 0.31);
            assertThat(share(trades, "I")).isBetween(0.31, 0.36);
            assertThat(share(trades, "4")).isBetween(0.005, 0.011);
            assertThat(share(trades, "7")).isBetween(0.003, 0.007).isEqualTo(share(trades, "V"));
            assertThat(share(trades, "P")).isBetween(0.003, 0.007);
            // Half of the late trades.
            assertThat(late / (double) trades.size()).isBetween(0.001, 0.003);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"2026-03-02T14:30:00Z", "2026-03-02T21:00:00Z", "2026-11-27T18:00:00Z"})
    void anAuctionIsAPrintAndTheOfficialPriceMadeOfIt(Instant bell) throws IOException {
        boolean opening = bell.equals(OPENING);
        Generation.Options options =
                options(3, bell.minusSeconds(20)).symbolCount(20).rate(100).trades(4_000);
        for (List<JsonNode> messages : bySymbol(options).values()) {
            List<JsonNode> print = with(messages, opening ? "O" : "6");
            List<JsonNode> official = with(messages, opening ? "Q" : "M");
            assertThat(with(messages, opening ? "6" : "O")).isEmpty();
            if (print.isEmpty()) {
                continue; // it has not traded since the bell
            }
            assertThat(print).hasSize(1);
            assertThat(time(print.get(0))).isAfterOrEqualTo(bell);
            assertThat(print.get(0).path("s").asLong()).isGreaterThanOrEqualTo(10_000);
            for (JsonNode price : official) {
                assertThat(price.path("p")).isEqualTo(print.get(0).path("p"));
                assertThat(price.path("s")).isEqualTo(print.get(0).path("s"));
                assertThat(price.path("i")).isNotEqualTo(print.get(0).path("i"));
            }
        }
        List<JsonNode> all = new ArrayList<>();
        bySymbol(options).values().forEach(all::addAll);
        assertThat(with(all, opening ? "Q" : "M")).hasSizeGreaterThan(10);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void aCorrectionNamesATradeThatArrived(long seed) {
        for (boolean real : List.of(true, false)) {
            // Some of the arrays are broken.
            Generation.Options options =
                    options(seed, OPENING).tape(real).rate(100).trades(15_000).corrupt(0.05);
            Arrived arrived = new Arrived();
            generate(options, arrived);

            assertThat(arrived.corrections).isPositive();
            assertThat(arrived.unknown).isEmpty();
        }
    }

    /** The trades that a job would know, and what the corrections say about them. */
    private static final class Arrived implements ArraySink, Flattener.Output {

        private final Flattener flattener = new Flattener();
        private final Set<String> known = new HashSet<>();
        private final List<String> unknown = new ArrayList<>();
        private int corrections;

        @Override
        public void accept(int partition, byte[] array, ArrayTally tally) {
            flattener.flatten(array, partition, 0, this);
        }

        @Override
        public void row(Message message) {
            if (message instanceof Trade trade) {
                known.add(key(trade, trade.exchange, trade.id));
            } else if (message instanceof Correction correction) {
                corrections++;
                boolean cancel = correction.type[0] == 'x';
                long id = cancel ? correction.id : correction.originalId;
                String key = key(correction, correction.exchange, id);
                if (!known.remove(key)) {
                    unknown.add(key);
                }
                if (!cancel) {
                    known.add(key(correction, correction.exchange, correction.correctedId));
                }
            }
        }

        private static String key(Message message, byte[] exchange, long id) {
            return new String(message.symbol, StandardCharsets.US_ASCII)
                    + " "
                    + (char) exchange[0]
                    + id;
        }

        @Override
        public void deadLetter(DeadLetter deadLetter) {}
    }

    @Test
    void lateTradesAreAsManyAsTold() throws IOException {
        for (double share : new double[] {0, 0.05}) {
            int late = 0;
            int all = 0;
            Generation.Options options =
                    options(1, OPENING.plusSeconds(3600)).rate(20).trades(20_000).late(share);
            for (List<JsonNode> messages : bySymbol(options).values()) {
                Instant now = Instant.EPOCH;
                for (JsonNode message : messages) {
                    if (type(message).equals("t")) {
                        all++;
                        late += time(message).isBefore(now) ? 1 : 0;
                        now = time(message).isAfter(now) ? time(message) : now;
                    }
                }
            }
            assertThat(all).isEqualTo(20_000);
            // Some are late by less than the symbol's last trade is old.
            assertThat(late / (double) all).isBetween(share * 0.9, share * 1.1);
        }
    }

    private static double share(List<JsonNode> trades, String code) {
        return with(trades, code).size() / (double) trades.size();
    }

    private static List<JsonNode> with(List<JsonNode> messages, String code) {
        return messages.stream().filter(message -> codes(message).contains(code)).toList();
    }

    private static List<String> codes(JsonNode message) {
        List<String> codes = new ArrayList<>();
        if (type(message).equals("t")) {
            message.path("c").forEach(code -> codes.add(code.asText()));
        }
        return codes;
    }

    private static String type(JsonNode message) {
        return message.path("T").asText();
    }

    private static Instant time(JsonNode message) {
        return Instant.parse(message.path("t").asText());
    }

    private static boolean setsPrice(JsonNode trade, boolean daily) {
        List<String> never =
                trade.path("z").asText().equals("C")
                        ? List.of("H", "I", "U", "V", "W", "7", "M", "Q")
                        : List.of("B", "H", "I", "U", "V", "7", "M", "Q");
        List<String> codes = codes(trade);
        return codes.stream().noneMatch(never::contains)
                && codes.stream().noneMatch((daily ? List.of("T") : FIRST_ONLY)::contains);
    }

    /** The same bar by Alpaca's rules, from the trades of its interval that were sent before. */
    private static JsonNode compute(JsonNode bar, List<JsonNode> before) throws IOException {
        boolean daily = type(bar).equals("d");
        Instant start = time(bar);
        Instant end = start.plus(daily ? Duration.ofDays(1) : Duration.ofMinutes(1));
        List<JsonNode> counted = new ArrayList<>();
        for (JsonNode message : before) {
            if (type(message).equals("t")
                    && !time(message).isBefore(start)
                    && time(message).isBefore(end)
                    && codes(message).stream().noneMatch(List.of("M", "Q")::contains)) {
                counted.add(message);
            }
        }
        counted.sort(
                Comparator.comparing(TapeTest::time)
                        .thenComparing(trade -> trade.path("x").asText())
                        .thenComparing(trade -> trade.path("i").asLong()));
        List<JsonNode> priced = counted.stream().filter(trade -> setsPrice(trade, daily)).toList();
        List<JsonNode> last =
                priced.stream()
                        .filter(trade -> codes(trade).stream().noneMatch(FIRST_ONLY::contains))
                        .toList();
        BigDecimal value = BigDecimal.ZERO;
        BigDecimal volume = BigDecimal.ZERO;
        BigDecimal high = price(priced.get(0));
        BigDecimal low = high;
        for (JsonNode trade : priced) {
            BigDecimal size = new BigDecimal(trade.path("s").asText());
            value = value.add(price(trade).multiply(size));
            volume = volume.add(size);
            high = high.max(price(trade));
            low = low.min(price(trade));
        }
        JsonNode close = last.isEmpty() ? priced.get(0) : last.get(last.size() - 1);
        String text =
                "{\"T\":\"%s\",\"S\":\"%s\",\"o\":%s,\"h\":%s,\"l\":%s,\"c\":%s,\"v\":%d,\"n\":%d,\"vw\":%s,\"t\":\"%s\"}"
                        .formatted(
                                type(bar),
                                bar.path("S").asText(),
                                text(price(priced.get(0))),
                                text(high),
                                text(low),
                                text(price(close)),
                                counted.stream().mapToLong(t -> t.path("s").asLong()).sum(),
                                counted.size(),
                                text(value.divide(volume, 6, RoundingMode.HALF_EVEN)),
                                start);
        return new ObjectMapper().readTree(text);
    }

    private static BigDecimal price(JsonNode trade) {
        return new BigDecimal(trade.path("p").asText());
    }

    private static String text(BigDecimal number) {
        return number.stripTrailingZeros().toPlainString();
    }

    private static Generation.Options options(long seed, Instant start) {
        return Generation.Options.of("127.0.0.1:9092", "iex_data")
                .seed(seed)
                .startTime(start)
                .kinds(EnumSet.of(Kind.TRADE, Kind.CORRECTION))
                .bars(true)
                .tape(true);
    }

    private static void generate(Generation.Options options, ArraySink sink) {
        Generation generation = new Generation(options);
        ArrayGenerator generator = generation.generator(PARTITIONS);
        while (!generator.done()) {
            generator.nextBatch(generation.messagesPerBatch(), sink);
        }
        generator.finish(sink);
    }

    /** All messages, in the order of sending. */
    private static Map<String, List<JsonNode>> bySymbol(Generation.Options options)
            throws IOException {
        List<byte[]> arrays = new ArrayList<>();
        generate(options, (partition, array, tally) -> arrays.add(array));
        Map<String, List<JsonNode>> messages = new TreeMap<>();
        for (byte[] array : arrays) {
            for (JsonNode message : new ObjectMapper().readTree(array)) {
                messages.computeIfAbsent(message.path("S").asText(), unknown -> new ArrayList<>())
                        .add(message);
            }
        }
        return messages;
    }
}
