package io.tickhouse.tools.feed;

import java.util.ArrayDeque;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * The symbols of a made-up market and how often each trades. Named symbols all trade equally often.
 * Made-up ones follow Zipf's law: the n-th symbol trades 1/n times as often as the first.
 */
final class SymbolSet {

    private final List<String> names;

    // Walker's alias method: one draw and one comparison for any number of symbols.
    private final double[] keep;
    private final int[] alias;

    private SymbolSet(List<String> names, double[] weights) {
        this.names = names;
        this.keep = new double[weights.length];
        this.alias = new int[weights.length];
        fillAliases(weights);
    }

    static SymbolSet named(List<String> names) {
        return new SymbolSet(
                List.copyOf(names), IntStream.range(0, names.size()).mapToDouble(i -> 1).toArray());
    }

    /** Names of four letters, AAAA, AAAB and so on; five from the 456977th on. */
    static SymbolSet synthetic(int count) {
        return new SymbolSet(
                IntStream.range(0, count).mapToObj(SymbolSet::syntheticName).toList(),
                IntStream.range(0, count).mapToDouble(i -> 1.0 / (i + 1)).toArray());
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

    int pick(SplittableRandom random) {
        int i = random.nextInt(keep.length);
        return random.nextDouble() < keep[i] ? i : alias[i];
    }
}
