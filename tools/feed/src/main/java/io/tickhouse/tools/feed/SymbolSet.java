package io.tickhouse.tools.feed;

import java.util.ArrayDeque;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * The symbols of a made-up market and how often each trades. Named symbols all trade equally often.
 * Made-up and well-known ones follow Zipf's law: the n-th symbol trades 1/n times as often as the
 * first.
 */
final class SymbolSet {

    /** Symbols that everybody knows, and about what one share costs in dollars. */
    private static final String WELL_KNOWN =
            """
            AAPL 230   NVDA 135   MSFT 430   AMD 140    TSLA 260   GOOGL 175  AMZN 200   INTC 24
            SPY 580    NFLX 750   META 570   MU 105     QQQ 495    T 22       PLTR 45    AVGO 175
            PFE 28     BAC 42     KO 68      F 11       GE 180     JPM 225    XOM 119    CRM 295
            WMT 81     MA 515     DIS 97     WFC 64     JNJ 162    CSCO 56    COST 890   UBER 76
            V 290      ORCL 172   BA 152     TMO 590    NKE 82     QCOM 168   CVX 152    MRK 108
            PG 171     HD 405     UNH 575    PEP 172    IBM 222    GS 520     CAT 385    ADBE 495
            LLY 880    BRK.B 455
            """;

    private final List<String> names;

    /** None if the symbols are not well known. */
    private final double[] usualPrices;

    // Walker's alias method: one draw and one comparison for any number of symbols.
    private final double[] keep;
    private final int[] alias;

    private SymbolSet(List<String> names, double[] weights, double... usualPrices) {
        this.names = names;
        this.usualPrices = usualPrices;
        this.keep = new double[weights.length];
        this.alias = new int[weights.length];
        fillAliases(weights);
    }

    static SymbolSet named(List<String> names) {
        return new SymbolSet(
                List.copyOf(names), IntStream.range(0, names.size()).mapToDouble(i -> 1).toArray());
    }

    /** Symbols that everybody knows, at plausible prices. */
    static SymbolSet wellKnown() {
        List<String> words = List.of(WELL_KNOWN.strip().split("\\s+", -1));
        int count = words.size() / 2;
        return new SymbolSet(
                IntStream.range(0, count).mapToObj(i -> words.get(2 * i)).toList(),
                zipf(count),
                IntStream.range(0, count)
                        .mapToDouble(i -> Double.parseDouble(words.get(2 * i + 1)))
                        .toArray());
    }

    /** Names of four letters, AAAA, AAAB and so on; five from the 456977th on. */
    static SymbolSet synthetic(int count) {
        return new SymbolSet(
                IntStream.range(0, count).mapToObj(SymbolSet::syntheticName).toList(), zipf(count));
    }

    private static double[] zipf(int count) {
        return IntStream.range(0, count).mapToDouble(i -> 1.0 / (i + 1)).toArray();
    }

    private static String syntheticName(int index) {
        String digits = Integer.toString(index, 26).toUpperCase(Locale.ROOT);
        StringBuilder name = new StringBuilder("A".repeat(Math.max(0, 4 - digits.length())));
        for (int i = 0; i < digits.length(); i++) {
            name.append((char) ('A' + Character.digit(digits.charAt(i), 26)));
        }
        return name.toString();
    }

    private void fillAliases(double[] weights) {
        int n = weights.length;
        double sum = 0;
        for (double weight : weights) {
            sum += weight;
        }
        double[] scaled = new double[n];
        ArrayDeque<Integer> small = new ArrayDeque<>();
        ArrayDeque<Integer> large = new ArrayDeque<>();
        for (int i = 0; i < n; i++) {
            scaled[i] = weights[i] * n / sum;
            (scaled[i] < 1 ? small : large).add(i);
        }
        while (!small.isEmpty() && !large.isEmpty()) {
            int poor = small.remove();
            int rich = large.peek();
            keep[poor] = scaled[poor];
            alias[poor] = rich;
            scaled[rich] -= 1 - scaled[poor];
            if (scaled[rich] < 1) {
                small.add(large.remove());
            }
        }
        // Rounding may leave some in either queue; these always stand for themselves.
        small.forEach(i -> keep[i] = 1);
        large.forEach(i -> keep[i] = 1);
    }

    List<String> names() {
        return names;
    }

    boolean isWellKnown() {
        return usualPrices.length > 0;
    }

    /** In dollars; only of a symbol that is well known. */
    double usualPrice(int symbol) {
        return usualPrices[symbol];
    }

    int pick(SplittableRandom random) {
        int i = random.nextInt(keep.length);
        return random.nextDouble() < keep[i] ? i : alias[i];
    }
}
