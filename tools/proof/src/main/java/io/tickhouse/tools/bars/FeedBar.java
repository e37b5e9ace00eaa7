package io.tickhouse.tools.bars;

import io.tickhouse.oracle.BarOracle.Bar;
import io.tickhouse.tools.audit.Coordinate;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.apache.iceberg.data.Record;

/**
 * A bar that the feed sent.
 *
 * @param type b, u or d
 */
record FeedBar(String type, Coordinate source, Figures figures) {

    /** How far two averages may be apart: the feed rounds them to six decimals, as we do. */
    private static final BigDecimal AVERAGE_TOLERANCE = new BigDecimal("0.000001");

    /**
     * What a bar says. Prices are null together.
     *
     * @param average the feed's {@code vw}
     */
    record Figures(
            BigDecimal open,
            BigDecimal high,
            BigDecimal low,
            BigDecimal close,
            BigDecimal volume,
            Long trades,
            BigDecimal average) {

        /** Of a row of the analytics job. */
        static Figures of(Record row) {
            return new Figures(
                    (BigDecimal) row.getField("open"),
                    (BigDecimal) row.getField("high"),
                    (BigDecimal) row.getField("low"),
                    (BigDecimal) row.getField("close"),
                    (BigDecimal) row.getField("volume"),
                    (Long) row.getField("trades"),
                    (BigDecimal) row.getField("vwap_px"));
        }

        /**
         * Of the oracle.
         *
         * @param average one of its averages
         */
        static Figures of(Bar bar, BigDecimal average) {
            return new Figures(
                    bar.open(),
                    bar.high(),
                    bar.low(),
                    bar.close(),
                    bar.volume(),
                    bar.trades(),
                    average);
        }

        /** What differs in another bar, by the keys of the feed; empty if they are equal. */
        List<Figure> differences(Figures other) {
            List<Figure> all = new ArrayList<>();
            compare("o", open, other.open, BigDecimal.ZERO, all);
            compare("h", high, other.high, BigDecimal.ZERO, all);
            compare("l", low, other.low, BigDecimal.ZERO, all);
            compare("c", close, other.close, BigDecimal.ZERO, all);
            compare("v", volume, other.volume, BigDecimal.ZERO, all);
            if (!Objects.equals(trades, other.trades)) {
                all.add(new Figure("n", trades, other.trades));
            }
            compare("vw", average, other.average, AVERAGE_TOLERANCE, all);
            return all;
        }

        private static void compare(
                String key,
                BigDecimal one,
                BigDecimal other,
                BigDecimal tolerance,
                List<Figure> to) {
            boolean hasBoth = one != null && other != null;
            boolean same =
                    hasBoth
                            ? one.subtract(other).abs().compareTo(tolerance) <= 0
                            : (one == null) == (other == null);
            if (!same) {
                to.add(new Figure(key, plain(one), plain(other)));
            }
        }

        private static BigDecimal plain(BigDecimal value) {
            if (value == null) {
                return null;
            }
            BigDecimal stripped = value.stripTrailingZeros();
            return stripped.scale() < 0 ? stripped.setScale(0) : stripped;
        }

        /** Whether it may be another bar to which trades were added. */
        boolean contains(Bar part) {
            return volume.compareTo(part.volume()) >= 0
                    && trades >= part.trades()
                    && (part.open() == null
                            || (high.compareTo(part.high()) >= 0
                                    && low.compareTo(part.low()) <= 0));
        }
    }

    /**
     * A value that differs.
     *
     * @param name as the feed names it: o, h, l, c, v, n, vw
     */
    record Figure(String name, Object feed, Object ours) {}

    /** Whether it stands in the place of another one: {@code u} counts before {@code b}. */
    boolean replaces(FeedBar other) {
        if (source.partition() == other.source.partition()) {
            return source.compareTo(other.source) > 0;
        }
        return type.compareTo(other.type) > 0;
    }
}
