package io.tickhouse.tools.bars;

import io.tickhouse.oracle.BarOracle;
import io.tickhouse.oracle.SaleConditions;
import io.tickhouse.oracle.SaleConditions.Effect;
import io.tickhouse.oracle.SaleConditions.Say;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** The conditions of trades on which published rules disagree, and what each of them says. */
final class OtherRules {

    private static final List<String> RULE_SETS =
            List.of("sip-daily", "massive-minute", "alpaca-minute", "alpaca-daily");

    private static final Effect ALL = new Effect(Say.YES, true, true, false);
    private static final Effect HIGH_LOW = new Effect(Say.NO, true, true, false);
    private static final Effect NOTHING = new Effect(Say.NO, false, false, false);

    /** What a rule says of a condition; null if it is not about it. */
    private interface Rule {
        Effect effect(String condition, String tape, long timeNs);
    }

    /**
     * Another rule for some conditions.
     *
     * @param says as in {@code as in sip-daily}
     */
    record OtherRule(String says, Rule rule) {

        /** The conditions of a trade that it is about. */
        Set<String> conditions(BarOracle.Trade trade) {
            Set<String> about = new TreeSet<>();
            for (String condition : trade.conditions()) {
                if (rule.effect(condition, trade.tape(), trade.timeNs()) != null) {
                    about.add(condition);
                }
            }
            return about;
        }
    }

    private OtherRules() {}

    /**
     * The rules that are other than those of a set. Those of a group are about the same conditions.
     */
    static List<List<OtherRule>> groups(String rules) {
        List<List<OtherRule>> groups = new ArrayList<>();
        for (Set<String> conditions :
                List.of(Set.of("P", "Z", "4", "G"), Set.of("T"), Set.of("9"))) {
            groups.add(
                    RULE_SETS.stream()
                            .filter(set -> !set.equals(rules))
                            .map(set -> new OtherRule("as in " + set, ofSet(set, conditions)))
                            .toList());
        }
        groups.add(List.of(fixed("R", "high and low, as in older lists of Massive", HIGH_LOW)));
        groups.add(
                List.of(
                        fixed(
                                "O",
                                "no open and no close, as in older lists of Massive",
                                HIGH_LOW)));
        groups.add(List.of(fixed("N", "nothing, as the tapes reserve it", NOTHING)));
        groups.add(
                List.of(
                        new OtherRule("as a regular trade", unknown(rules, ALL)),
                        new OtherRule("nothing", unknown(rules, NOTHING))));
        return groups;
    }

    private static Rule ofSet(String set, Set<String> conditions) {
        return (condition, tape, timeNs) ->
                conditions.contains(condition)
                        ? SaleConditions.effect(set, List.of(condition), tape, timeNs)
                        : null;
    }

    private static OtherRule fixed(String code, String says, Effect effect) {
        return new OtherRule(
                says, (condition, tape, timeNs) -> condition.equals(code) ? effect : null);
    }

    private static Rule unknown(String rules, Effect effect) {
        return (condition, tape, timeNs) ->
                SaleConditions.effect(rules, List.of(condition), tape, timeNs).unknown()
                        ? effect
                        : null;
    }

    /** The usual rules, but for some conditions other ones. The strictest condition decides. */
    static BarOracle.Rules with(List<OtherRule> others) {
        return others.isEmpty()
                ? SaleConditions::effect
                : (rules, conditions, tape, timeNs) -> {
                    Effect least = ALL;
                    for (String condition : conditions) {
                        Effect one = SaleConditions.effect(rules, List.of(condition), tape, timeNs);
                        for (OtherRule other : others) {
                            Effect said = other.rule.effect(condition, tape, timeNs);
                            one = said == null ? one : said;
                        }
                        least = stricter(least, one);
                    }
                    return least;
                };
    }

    private static Effect stricter(Effect one, Effect other) {
        return new Effect(
                one.openClose().compareTo(other.openClose()) < 0
                        ? one.openClose()
                        : other.openClose(),
                one.highLow() && other.highLow(),
                one.volume() && other.volume(),
                one.unknown() || other.unknown());
    }
}
