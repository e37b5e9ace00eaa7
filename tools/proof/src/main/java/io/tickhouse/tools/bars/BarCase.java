package io.tickhouse.tools.bars;

import io.tickhouse.oracle.BarOracle;
import io.tickhouse.oracle.BarOracle.Amendment;
import io.tickhouse.oracle.BarOracle.Bar;
import io.tickhouse.oracle.BarOracle.Trade;
import io.tickhouse.tools.audit.Coordinate;
import io.tickhouse.tools.bars.DiffReport.Cause;
import io.tickhouse.tools.bars.DiffReport.NamedTrade;
import io.tickhouse.tools.bars.DiffReport.Reason;
import io.tickhouse.tools.bars.FeedBar.Figures;
import io.tickhouse.tools.bars.LakeAmendments.Timed;
import io.tickhouse.tools.bars.LakeTrades.Sourced;
import io.tickhouse.tools.bars.OtherRules.OtherRule;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * A bar that is not like that of the feed, with all that may be the cause. It is made again without
 * late trades, without corrections, by other rules, and so on, until it is exactly the feed's. What
 * had to be changed, and as little as possible of it, is the explanation.
 */
final class BarCase {

    private static final int DAY_SECONDS = 86_400;
    private static final long MINUTE = 60 * NewYork.SECOND;
    private static final int MOST_CAUSES = 3;
    private static final int MOST_OTHER_RULES = 2;

    /** Something that the feed may have done otherwise, and why. */
    private record Choice<T>(T value, List<Reason> reasons) {}

    /**
     * A way in which the bar may have been made.
     *
     * @param out trades that were not there
     * @param amendments that were applied
     * @param ledger whether trades count that are in no bar of ours
     */
    private record World(
            Set<Sourced> out,
            List<Timed> amendments,
            boolean ledger,
            List<OtherRule> rules,
            List<Reason> reasons) {}

    private final String symbol;
    private final String rules;
    private final long startNs;
    private final long endNs;
    private final List<Sourced> trades;
    private final List<Timed> amendments;
    private final FeedBar feed;
    private final Map<Integer, Coordinate> made;
    private final List<World> worlds = new ArrayList<>();

    /**
     * @param size in seconds
     * @param trades of its time
     * @param amendments about them
     * @param feed null if the feed has none
     * @param made of each partition, the record before which the feed made the bar, where known
     */
    BarCase(
            String symbol,
            int size,
            long startNs,
            long endNs,
            List<Sourced> trades,
            List<Timed> amendments,
            FeedBar feed,
            Map<Integer, Coordinate> made) {
        this.symbol = symbol;
        this.rules = size == DAY_SECONDS ? "alpaca-daily" : "alpaca-minute";
        this.startNs = startNs;
        this.endNs = endNs;
        this.trades = trades;
        this.amendments = amendments;
        this.feed = feed;
        this.made = made;
        for (Choice<Set<Sourced>> out : arrivals(size)) {
            for (Choice<List<Timed>> amended : amended()) {
                for (Choice<Boolean> ledger : ledger()) {
                    for (Choice<List<OtherRule>> other : otherRules()) {
                        add(out, amended, ledger, other);
                    }
                }
            }
        }
        worlds.sort(Comparator.comparingInt(world -> world.reasons.size()));
    }

    private void add(
            Choice<Set<Sourced>> out,
            Choice<List<Timed>> amended,
            Choice<Boolean> ledger,
            Choice<List<OtherRule>> other) {
        List<Reason> reasons = new ArrayList<>(out.reasons);
        reasons.addAll(amended.reasons);
        reasons.addAll(ledger.reasons);
        reasons.addAll(other.reasons);
        if (reasons.size() <= MOST_CAUSES) {
            worlds.add(new World(out.value, amended.value, ledger.value, other.value, reasons));
        }
    }

    /** Which trades may have been too late for the feed. */
    private List<Choice<Set<Sourced>>> arrivals(int size) {
        Set<Sourced> late = new HashSet<>();
        Set<Sourced> lateOrUnknown = new HashSet<>();
        for (Sourced trade : trades) {
            Coordinate before = made.get(trade.source().partition());
            if (before == null) {
                lateOrUnknown.add(trade);
            } else if (trade.source().compareTo(before) > 0) {
                late.add(trade);
                lateOrUnknown.add(trade);
            }
        }
        List<Choice<Set<Sourced>>> choices = new ArrayList<>();
        choices.add(new Choice<>(Set.of(), List.of()));
        addArrival(choices, late, "came after the feed made its bar");
        if (size == DAY_SECONDS) {
            addAsOfMinute(choices, late);
        }
        addArrival(
                choices,
                lateOrUnknown,
                "came after the feed made its bar, or in another partition, where this is not"
                        + " known");
        return choices;
    }

    /** The feed makes the bar of a day when a minute is over, and sends it a little later. */
    private void addAsOfMinute(List<Choice<Set<Sourced>>> choices, Set<Sourced> late) {
        OptionalLong last =
                trades.stream()
                        .filter(trade -> !late.contains(trade))
                        .mapToLong(trade -> trade.trade().timeNs())
                        .max();
        if (last.isPresent()) {
            long minute = Math.floorDiv(last.getAsLong(), MINUTE) * MINUTE;
            Set<Sourced> out = new HashSet<>(late);
            trades.stream().filter(trade -> trade.trade().timeNs() >= minute).forEach(out::add);
            addArrival(
                    choices,
                    out,
                    "came after the feed made its bar, as of "
                            + NewYork.minute(Instant.ofEpochSecond(0, minute)));
        }
    }

    private static void addArrival(
            List<Choice<Set<Sourced>>> choices, Set<Sourced> out, String says) {
        if (choices.stream().noneMatch(choice -> choice.value.equals(out))) {
            choices.add(new Choice<>(out, List.of(new Reason(Cause.LATE, says, names(out)))));
        }
    }

    /** Which corrections and cancels the feed may have applied. */
    private List<Choice<List<Timed>>> amended() {
        List<Timed> before =
                amendments.stream()
                        .filter(
                                each -> {
                                    Coordinate bar = made.get(each.source().partition());
                                    return bar != null && each.source().compareTo(bar) < 0;
                                })
                        .toList();
        List<Choice<List<Timed>>> choices = new ArrayList<>();
        choices.add(new Choice<>(amendments, List.of()));
        addAmended(choices, before, "corrected or cancelled after the feed made its bar");
        addAmended(choices, List.of(), "corrected or cancelled, which the feed's bar leaves out");
        return choices;
    }

    private void addAmended(List<Choice<List<Timed>>> choices, List<Timed> applied, String says) {
        if (choices.stream().anyMatch(choice -> choice.value.equals(applied))) {
            return;
        }
        List<Timed> left = new ArrayList<>(amendments);
        left.removeAll(applied);
        choices.add(
                new Choice<>(
                        applied,
                        List.of(new Reason(Cause.TAKEN_BACK, says, names(amended(left))))));
    }

    private List<Sourced> amended(List<Timed> by) {
        return trades.stream()
                .filter(
                        trade ->
                                by.stream()
                                        .anyMatch(each -> isAbout(each.amendment(), trade.trade())))
                .toList();
    }

    private static boolean isAbout(Amendment amendment, Trade trade) {
        return amendment.originalId() == trade.id()
                && Objects.equals(amendment.exchange(), trade.exchange());
    }

    /** Whether trades count that the job left out of its bars. */
    private List<Choice<Boolean>> ledger() {
        List<Choice<Boolean>> choices = new ArrayList<>();
        choices.add(new Choice<>(false, List.of()));
        List<Sourced> left = trades.stream().filter(trade -> trade.whyInNoBar() != null).toList();
        if (!left.isEmpty()) {
            String why =
                    left.stream()
                            .map(Sourced::whyInNoBar)
                            .distinct()
                            .sorted()
                            .collect(Collectors.joining(", "));
            choices.add(
                    new Choice<>(
                            true,
                            List.of(
                                    new Reason(
                                            Cause.LEDGER,
                                            "in the ledger of late trades: " + why,
                                            names(left)))));
        }
        return choices;
    }

    /** By which other rules the feed may have made the bar. */
    private List<Choice<List<OtherRule>>> otherRules() {
        List<Choice<List<OtherRule>>> choices = new ArrayList<>();
        choices.add(new Choice<>(List.of(), List.of()));
        for (List<OtherRule> group : OtherRules.groups(rules)) {
            List<Sourced> about =
                    trades.stream()
                            .filter(trade -> !group.get(0).conditions(trade.trade()).isEmpty())
                            .toList();
            if (about.isEmpty()) {
                continue;
            }
            Set<String> conditions = new TreeSet<>();
            about.forEach(trade -> conditions.addAll(group.get(0).conditions(trade.trade())));
            for (Choice<List<OtherRule>> choice : List.copyOf(choices)) {
                if (choice.value.size() == MOST_OTHER_RULES) {
                    continue;
                }
                for (OtherRule rule : group) {
                    List<OtherRule> all = new ArrayList<>(choice.value);
                    all.add(rule);
                    List<Reason> reasons = new ArrayList<>(choice.reasons);
                    reasons.add(
                            new Reason(
                                    Cause.RULE,
                                    "condition %s counts %s, not as in %s"
                                            .formatted(
                                                    String.join(" ", conditions),
                                                    rule.says(),
                                                    rules),
                                    names(about)));
                    choices.add(new Choice<>(all, reasons));
                }
            }
        }
        return choices;
    }

    private static List<NamedTrade> names(Collection<Sourced> trades) {
        return trades.stream()
                .sorted(Comparator.comparing(Sourced::source))
                .map(
                        each -> {
                            Trade trade = each.trade();
                            return new NamedTrade(
                                    Long.toUnsignedString(trade.id()),
                                    trade.exchange(),
                                    Instant.ofEpochSecond(0, trade.timeNs()).toString(),
                                    trade.price(),
                                    trade.size(),
                                    trade.conditions(),
                                    each.source().toString());
                        })
                .toList();
    }

    /** The bar as we make it; empty if it has no trades. */
    Optional<Bar> ours() {
        return bar(worlds.get(0));
    }

    private Optional<Bar> bar(World world) {
        List<Trade> there =
                trades.stream()
                        .filter(trade -> !world.out.contains(trade))
                        .filter(trade -> world.ledger || trade.whyInNoBar() == null)
                        .map(Sourced::trade)
                        .toList();
        return new BarOracle(
                        there,
                        world.amendments.stream().map(Timed::amendment).toList(),
                        OtherRules.with(world.rules))
                .bar(symbol, startNs, endNs, rules);
    }

    /**
     * What makes the bar exactly that of the feed; empty if nothing does.
     *
     * @param byOtherRules whether other rules are tried, or all but these
     */
    List<Reason> explain(boolean byOtherRules) {
        for (World world : worlds) {
            if (world.rules.isEmpty() == byOtherRules) {
                continue;
            }
            Optional<Bar> bar = bar(world).filter(each -> each.open() != null);
            if (feed == null
                    ? bar.isEmpty()
                    : bar.isPresent() && isFeeds(bar.get().vwapPx(), bar)) {
                return world.reasons;
            }
            if (feed != null && bar.isPresent() && isFeeds(bar.get().vwapAll(), bar)) {
                List<Reason> reasons = new ArrayList<>(world.reasons);
                reasons.add(
                        new Reason(
                                Cause.AVERAGE,
                                "vw is over all trades with volume, not over those that may set"
                                        + " high and low",
                                List.of()));
                return reasons;
            }
        }
        return List.of();
    }

    private boolean isFeeds(BigDecimal average, Optional<Bar> bar) {
        return feed.figures().differences(Figures.of(bar.get(), average)).isEmpty();
    }

    /** Whether the feed's bar may be ours with more trades, of which the lake has none. */
    boolean mayLackTrades() {
        return feed != null
                && worlds.stream()
                        .filter(world -> world.rules.isEmpty())
                        .map(this::bar)
                        .anyMatch(bar -> bar.isEmpty() || feed.figures().contains(bar.get()));
    }

    boolean hasTrades() {
        return !trades.isEmpty();
    }
}
