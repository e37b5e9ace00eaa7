package io.tickhouse.tools.bars;

import io.tickhouse.tools.audit.Coordinate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.expressions.Expressions;

/** What the job itself says is in no bar: trades of which it keeps a ledger, and corrections. */
final class Ledgers {

    private static final Set<String> IN_NO_BAR = Set.of("beyond_horizon", "future", "not_exact");
    private static final Set<String> WITHOUT_EFFECT = Set.of("unmatched", "not_exact");

    private final Map<Coordinate, String> trades = new HashMap<>();
    private final Map<Coordinate, String> corrections = new HashMap<>();

    /** When the trades were that corrections changed, in microseconds since the epoch. */
    private final Map<Coordinate, Long> changed = new HashMap<>();

    Ledgers(LakeTable late, LakeTable corrected) {
        late.read(
                List.of("src", "reason"),
                Expressions.in("reason", IN_NO_BAR),
                row -> note(row, IN_NO_BAR, trades));
        corrected.read(
                List.of("src", "reason", "trade_time"),
                Expressions.alwaysTrue(),
                row -> {
                    note(row, WITHOUT_EFFECT, corrections);
                    if (row.getField("trade_time") != null) {
                        changed.put(source(row), LakeTable.micros(row, "trade_time"));
                    }
                });
    }

    private static void note(Record row, Set<String> reasons, Map<Coordinate, String> to) {
        String reason = (String) row.getField("reason");
        if (reasons.contains(reason)) {
            to.put(source(row), reason);
        }
    }

    private static Coordinate source(Record row) {
        String[] parts = row.getField("src").toString().split("-", -1);
        return new Coordinate(
                Integer.parseInt(parts[0]), Long.parseLong(parts[1]), Integer.parseInt(parts[2]));
    }

    /** Why a trade is in no bar; null if it is in some. */
    String whyInNoBar(Coordinate trade) {
        return trades.get(trade);
    }

    /** Why a correction or cancel changes nothing; null if it does. */
    String whyWithoutEffect(Coordinate correction) {
        return corrections.get(correction);
    }

    /** When the trade was that a correction or cancel changed, in microseconds; null if unknown. */
    Long changedMicros(Coordinate correction) {
        return changed.get(correction);
    }
}
