package io.tickhouse.tools.bars;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.tickhouse.tools.bars.FeedBar.Figure;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * How the bars of the analytics job and those of the feed differ.
 *
 * @param equal in all figures
 * @param explained those that differ, by their causes
 * @param notFinal bars of the feed that were not compared, because ours can still change
 * @param withoutPrices bars of ours that have no price, for which a feed sends none
 * @param notSent bars of ours of symbols or times of which the feed sent no bars at all
 * @param firstDifferences the first of them, those that are not explained before the others
 */
record DiffReport(
        long equal,
        Map<String, Long> explained,
        long unexplained,
        long notFinal,
        long withoutPrices,
        long notSent,
        List<Difference> firstDifferences,
        double seconds) {

    /** Why a bar of the feed is not like ours. */
    enum Cause {
        LATE("late"),
        TAKEN_BACK("taken back"),
        LEDGER("in no bar here"),
        RULE("rule"),
        AVERAGE("average"),
        GAP("gap");

        private final String text;

        Cause(String text) {
            this.text = text;
        }

        String text() {
            return text;
        }
    }

    /**
     * A cause.
     *
     * @param says what it is in this case
     * @param trades that it is about
     */
    record Reason(Cause cause, String says, List<NamedTrade> trades) {

        private static final int MOST_NAMED = 3;

        @Override
        public String toString() {
            StringBuilder text = new StringBuilder(cause.text()).append(": ").append(says);
            trades.stream().limit(MOST_NAMED).forEach(trade -> text.append("; ").append(trade));
            if (trades.size() > MOST_NAMED) {
                text.append("; and %,d more".formatted(trades.size() - MOST_NAMED));
            }
            return text.toString();
        }
    }

    /**
     * A trade.
     *
     * @param time in UTC
     * @param src where it stands in the raw topic
     */
    record NamedTrade(
            String id,
            String exchange,
            String time,
            BigDecimal price,
            BigDecimal size,
            List<String> conditions,
            String src) {

        @Override
        public String toString() {
            return "trade %s of %s, %s, %s x %s, conditions %s, src %s"
                    .formatted(
                            id,
                            exchange,
                            time,
                            price.toPlainString(),
                            size.toPlainString(),
                            conditions,
                            src);
        }
    }

    /**
     * A bar that differs.
     *
     * @param size as {@code 1m}
     * @param time its start, in UTC
     * @param feed the type that the feed's bar has; null if the feed has none
     * @param ours whether we have one
     * @param figures that differ; empty if one side has no bar
     * @param reasons empty if it is not explained
     * @param hint what is known if it is not explained; else null
     */
    record Difference(
            String symbol,
            String size,
            String time,
            String feed,
            boolean ours,
            List<Figure> figures,
            List<Reason> reasons,
            String hint) {

        @Override
        public String toString() {
            StringBuilder text =
                    new StringBuilder(
                            "%s %s %s"
                                    .formatted(symbol, size, NewYork.minute(Instant.parse(time))));
            if (feed == null) {
                text.append(" (the feed has no bar)");
            } else if (!ours) {
                text.append(" (we have no bar, the feed a ").append(feed).append(')');
            }
            for (Figure figure : figures) {
                text.append(
                        " %s: feed %s, ours %s;"
                                .formatted(figure.name(), figure.feed(), figure.ours()));
            }
            reasons.forEach(reason -> text.append("\n    ").append(reason));
            if (reasons.isEmpty()) {
                text.append("\n    UNEXPLAINED: ").append(hint);
            }
            return text.toString();
        }
    }

    @JsonProperty
    long compared() {
        return equal + explained.values().stream().mapToLong(each -> each).sum() + unexplained;
    }

    /** Whether something was compared, and all differences are explained. */
    @JsonProperty
    boolean clean() {
        return compared() > 0 && unexplained == 0;
    }

    String verdict() {
        if (unexplained > 0) {
            return "%,d differences are not explained.".formatted(unexplained);
        }
        return compared() > 0
                ? "Every difference is explained."
                : "There is nothing to compare: wait until bars are final, or choose another day.";
    }
}
