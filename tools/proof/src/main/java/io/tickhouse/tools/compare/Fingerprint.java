package io.tickhouse.tools.compare;

import io.tickhouse.tools.audit.Coordinate;
import io.tickhouse.tools.compare.Difference.Finding;
import io.tickhouse.tools.compare.Difference.Place;
import io.tickhouse.tools.compare.Difference.What;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Summary of one side, built while its rows are read. */
final class Fingerprint {

    private final String side;
    private final int keep;
    private final RowHash hash = new RowHash();
    private final Blocks blocks = new Blocks();
    private final SymbolOrder order;
    private final Map<Coordinate, Finding> misplaced = new LinkedHashMap<>();
    private final List<Difference> withoutCoordinate = new ArrayList<>();

    private long rows;
    private long noCoordinate;

    /**
     * Creates an empty one.
     *
     * @param ordered whether the rows of a key must be in order
     * @param keep how many faults are remembered one by one
     */
    Fingerprint(String side, boolean ordered, int keep) {
        this.side = side;
        this.keep = keep;
        this.order = ordered ? new SymbolOrder(side) : null;
    }

    void add(Row row) {
        rows++;
        if (row.source == null) {
            noCoordinate++;
            if (withoutCoordinate.size() < keep) {
                withoutCoordinate.add(
                        new Difference(
                                "?",
                                List.of(new Finding(What.NO_COORDINATE, side, "")),
                                List.of(Place.of(side, row))));
            }
            return;
        }
        blocks.add(row.source, hash.of(row));
        if (order != null) {
            order.next(row)
                    .ifPresent(
                            finding -> {
                                if (misplaced.size() < keep) {
                                    misplaced.putIfAbsent(row.source, finding);
                                }
                            });
        }
    }

    String side() {
        return side;
    }

    long rows() {
        return rows;
    }

    Blocks blocks() {
        return blocks;
    }

    /** The first rows that violate the order of their symbol. */
    Map<Coordinate, Finding> misplaced() {
        return misplaced;
    }

    /** Whether every fault was remembered one by one. */
    boolean remembersAllFaults() {
        CompareReport.Side counts = counts();
        return counts.late() + counts.secondPartition() + counts.noCoordinate()
                <= misplaced.size() + withoutCoordinate.size();
    }

    /** The first rows without a coordinate. */
    List<Difference> withoutCoordinate() {
        return withoutCoordinate;
    }

    CompareReport.Side counts() {
        return new CompareReport.Side(
                side,
                rows,
                order == null ? 0 : order.symbols(),
                order == null ? 0 : order.late(),
                order == null ? 0 : order.elsewhere(),
                noCoordinate);
    }
}
