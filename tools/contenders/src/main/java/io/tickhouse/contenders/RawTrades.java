package io.tickhouse.contenders;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;

/**
 * Raw records of trades in the form of the feed, the same for the same seed. An array has 1 to 100
 * trades. Symbols follow Zipf's law: the n-th trades 1/n times as often as the first. Times have
 * nanoseconds.
 */
final class RawTrades {

    private static final int SYMBOLS = 11_000;
    private static final int LONGEST_ARRAY = 100;
    private static final long FIRST_SECOND = 14 * 3600 + 30 * 60;
    private static final double DEAREST = 500;
    private static final String[] EXCHANGES = {"V", "D", "Q", "P", "Z", "K", "N", "J"};
    private static final String[] CONDITIONS = {
        "[\"@\"]", "[\"@\",\"I\"]", "[\"@\",\"F\"]", "[\"@\",\"T\"]", "[\"@\",\"F\",\"I\"]"
    };
    private static final String[] TAPES = {"A", "B", "C"};

    private final SplittableRandom random;
    private final double[] cumulated = new double[SYMBOLS];
    private final long[] cents = new long[SYMBOLS];
    private long nanos;
    private long id;

    private RawTrades(long seed) {
        random = new SplittableRandom(seed);
        double sum = 0;
        for (int i = 0; i < SYMBOLS; i++) {
            sum += 1.0 / (i + 1);
            cumulated[i] = sum;
            cents[i] = 100 + random.nextLong(Math.round(DEAREST * 100));
        }
    }

    /** Generates this many trades as UTF-8 JSON arrays. */
    static byte[][] arrays(int trades, long seed) {
        RawTrades feed = new RawTrades(seed);
        List<byte[]> arrays = new ArrayList<>();
        int left = trades;
        while (left > 0) {
            int size = Math.min(left, 1 + feed.random.nextInt(LONGEST_ARRAY));
            arrays.add(feed.array(size));
            left -= size;
        }
        return arrays.toArray(new byte[0][]);
    }

    private byte[] array(int size) {
        StringBuilder json = new StringBuilder("[");
        for (int i = 0; i < size; i++) {
            json.append(i == 0 ? "" : ",");
            trade(json);
        }
        return json.append(']').toString().getBytes(StandardCharsets.UTF_8);
    }

    private void trade(StringBuilder json) {
        int symbol = symbol();
        cents[symbol] = Math.max(1, cents[symbol] + random.nextInt(-2, 3));
        nanos += 1 + random.nextInt(200_000);
        long second = FIRST_SECOND + nanos / 1_000_000_000;
        json.append("{\"T\":\"t\",\"S\":\"")
                .append(name(symbol))
                .append("\",\"i\":")
                .append(++id)
                .append(",\"x\":\"")
                .append(EXCHANGES[random.nextInt(EXCHANGES.length)])
                .append("\",\"p\":")
                .append(cents[symbol] / 100.0)
                .append(",\"s\":")
                .append(random.nextInt(4) == 0 ? 100 * (1 + random.nextInt(9)) : size())
                .append(",\"c\":")
                .append(CONDITIONS[random.nextInt(CONDITIONS.length)])
                .append(",\"z\":\"")
                .append(TAPES[symbol % TAPES.length])
                .append(
                        String.format(
                                Locale.ROOT,
                                "\",\"t\":\"2026-03-02T%02d:%02d:%02d.%09dZ\"}",
                                second / 3600,
                                second / 60 % 60,
                                second % 60,
                                nanos % 1_000_000_000));
    }

    /** Most trades are odd lots. */
    private int size() {
        return 1 + random.nextInt(99);
    }

    private int symbol() {
        double drawn = random.nextDouble() * cumulated[SYMBOLS - 1];
        int at = Arrays.binarySearch(cumulated, drawn);
        return at < 0 ? -at - 1 : at;
    }

    /** AAAA, AAAB and so on. */
    private static String name(int symbol) {
        char[] name = new char[4];
        int rest = symbol;
        for (int i = name.length - 1; i >= 0; i--) {
            name[i] = (char) ('A' + rest % 26);
            rest /= 26;
        }
        return new String(name);
    }
}
