package io.tickhouse.model.analytics;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tickhouse.model.Trade;
import io.tickhouse.oracle.BarOracle;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Trades as the oracle takes them, and the same as prints. */
final class Trades {

    private static final Ruleset MINUTE = Ruleset.named("alpaca-minute");
    private static final Ruleset DAY = Ruleset.named("alpaca-daily");

    private static final String[] EXCHANGES = {null, "D", "Q", "V", "XX"};
    private static final String[] TAPES = {null, "A", "B", "C", "C", "O"};

    private static final List<List<String>> CONDITIONS =
            List.of(
                    List.of(),
                    List.of("@"),
                    List.of(" "),
                    List.of("@", "F"),
                    List.of("@", "I"),
                    List.of("@", "T"),
                    List.of("@", "T", "I"),
                    List.of("@", "Z"),
                    List.of(" ", "P"),
                    List.of(" ", "4", "B"),
                    List.of("@", "9"),
                    List.of("@", "M"),
                    List.of("@", "?"),
                    List.of("@", "F", "TI"));

    private Trades() {}

    /** Some trades of S from a time on, in any order; many have the same instant. */
    static List<BarOracle.Trade> random(Random random, int count, long fromNs, long lengthNs) {
        List<BarOracle.Trade> trades = new ArrayList<>();
        long time = fromNs;
        for (int i = 0; i < count; i++) {
            if (random.nextInt(3) > 0) {
                time = fromNs + (long) (random.nextDouble() * lengthNs);
            }
            trades.add(
                    new BarOracle.Trade(
                            "S",
                            time,
                            EXCHANGES[random.nextInt(EXCHANGES.length)],
                            random.nextInt(6) - 3,
                            price(random),
                            size(random),
                            CONDITIONS.get(random.nextInt(CONDITIONS.size())),
                            TAPES[random.nextInt(TAPES.length)]));
        }
        return trades;
    }

    private static BigDecimal price(Random random) {
        return switch (random.nextInt(20)) {
            case 0 -> BigDecimal.ZERO;
            case 1 -> BigDecimal.valueOf(random.nextInt(1_000_000), 9);
            case 2 -> BigDecimal.valueOf(random.nextInt(1_000_000));
            default -> BigDecimal.valueOf(1000 + random.nextInt(50), 2);
        };
    }

    private static BigDecimal size(Random random) {
        return random.nextInt(5) == 0
                ? BigDecimal.valueOf(random.nextInt(100_000), 6)
                : BigDecimal.valueOf(random.nextInt(300));
    }

    static Print print(BarOracle.Trade of) {
        Trade trade = new Trade();
        trade.timeNs = of.timeNs();
        trade.exchange = bytes(of.exchange());
        trade.id = of.id();
        trade.price = of.price().doubleValue();
        trade.size = of.size().doubleValue();
        trade.conditions = bytes(of.conditions());
        trade.tape = bytes(of.tape());
        return Print.of(trade, MINUTE, DAY);
    }

    static byte[][] bytes(List<String> texts) {
        return texts.stream().map(Trades::bytes).toArray(byte[][]::new);
    }

    static byte[] bytes(String text) {
        return text == null ? null : text.getBytes(UTF_8);
    }
}
