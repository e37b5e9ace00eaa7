package io.tickhouse.tools.compare;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tickhouse.tools.audit.Coordinate;
import io.tickhouse.tools.compare.Difference.Finding;
import io.tickhouse.tools.compare.Difference.Place;
import io.tickhouse.tools.compare.Difference.What;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The second reading, after the fingerprints differed. It puts the rows of the first suspect blocks
 * side by side.
 *
 * <p>Memory: the rows of as many blocks as have at most {@link #BUDGET} rows together, but at least
 * of one block.
 */
final class FirstDifferences {

    /** Most rows of all sides that are held at once. */
    static final long BUDGET = 100_000;

    /**
     * What was found.
     *
     * @param differing how many coordinates
     * @param allExamined whether no suspect block and no misplaced row was left out
     * @param first the first of them
     */
    record Found(long differing, boolean allExamined, List<Difference> first) {}

    private static final ObjectMapper JSON = new ObjectMapper();

    private final List<Side> sides;
    private final List<Fingerprint> prints;
    private final long budget;

    FirstDifferences(List<Side> sides, List<Fingerprint> prints, long budget) {
        this.sides = sides;
        this.prints = prints;
        this.budget = budget;
    }

    /**
     * Reads the sides again and finds the differences.
     *
     * @param differing the blocks that are not the same on all sides
     * @param readingOrder the sides, in the order in which to read them
     * @param show how many differences are wanted in full
     */
    Found find(Set<Blocks.Id> differing, List<Integer> readingOrder, int show) {
        NavigableSet<Blocks.Id> suspects = new TreeSet<>(differing);
        for (Fingerprint print : prints) {
            print.misplaced().keySet().forEach(source -> suspects.add(Blocks.Id.of(source)));
        }
        Set<Blocks.Id> chosen = affordable(suspects);
        Map<Coordinate, List<List<Row>>> rows = new TreeMap<>();
        for (int side : readingOrder) {
            collect(side, chosen, rows);
        }
        List<Difference> first = new ArrayList<>();
        for (Fingerprint print : prints) {
            print.withoutCoordinate().stream().limit(show - first.size()).forEach(first::add);
        }
        long found = 0;
        for (Map.Entry<Coordinate, List<List<Row>>> entry : rows.entrySet()) {
            Optional<Difference> difference = difference(entry.getKey(), entry.getValue());
            if (difference.isPresent()) {
                found++;
                if (first.size() < show) {
                    first.add(difference.get());
                }
            }
        }
        boolean all =
                chosen.size() == suspects.size()
                        && prints.stream().allMatch(Fingerprint::remembersAllFaults);
        return new Found(found, all, first);
    }

    private Set<Blocks.Id> affordable(NavigableSet<Blocks.Id> suspects) {
        Set<Blocks.Id> chosen = new HashSet<>();
        long rows = 0;
        for (Blocks.Id block : suspects) {
            rows += prints.stream().mapToLong(print -> print.blocks().count(block)).sum();
            if (!chosen.isEmpty() && rows > budget) {
                break;
            }
            chosen.add(block);
        }
        return chosen;
    }

    private void collect(int side, Set<Blocks.Id> chosen, Map<Coordinate, List<List<Row>>> rows) {
        Blocks blocks = prints.get(side).blocks();
        long[] left = {chosen.stream().mapToLong(blocks::count).sum()};
        sides.get(side)
                .readAgain(
                        chosen,
                        row -> {
                            if (row.source != null && chosen.contains(Blocks.Id.of(row.source))) {
                                left[0]--;
                                rows.computeIfAbsent(row.source, source -> noRows())
                                        .get(side)
                                        .add(row);
                            }
                        },
                        () -> left[0] <= 0);
    }

    private List<List<Row>> noRows() {
        List<List<Row>> none = new ArrayList<>();
        sides.forEach(side -> none.add(new ArrayList<>(1)));
        return none;
    }

    private Optional<Difference> difference(Coordinate source, List<List<Row>> rows) {
        List<Finding> findings = new ArrayList<>();
        Row model = null;
        String modelSide = "";
        for (int side = 0; side < rows.size(); side++) {
            String name = prints.get(side).side();
            List<Row> here = rows.get(side);
            if (here.isEmpty()) {
                findings.add(new Finding(What.MISSING, name, ""));
            } else if (here.size() > 1) {
                findings.add(new Finding(What.REPEATED, name, here.size() + " times"));
            }
            for (Row row : here) {
                if (model == null) {
                    model = row;
                    modelSide = name;
                } else {
                    addOtherBytes(findings, row, name, model, modelSide);
                }
            }
            Finding misplaced = prints.get(side).misplaced().get(source);
            // A duplicate cannot be in order; it is named already.
            if (misplaced != null && (here.size() == 1 || misplaced.what() != What.OUT_OF_ORDER)) {
                findings.add(misplaced);
            }
        }
        if (findings.isEmpty()) {
            return Optional.empty();
        }
        List<Place> places = new ArrayList<>();
        for (int side = 0; side < rows.size(); side++) {
            for (Row row : rows.get(side)) {
                places.add(Place.of(prints.get(side).side(), row));
            }
        }
        return Optional.of(new Difference(source.toString(), findings, places));
    }

    /** The fields that differ, if both values are JSON objects. */
    private static NavigableSet<String> fields(Row row, Row model) {
        try {
            JsonNode one = JSON.readTree(row.value);
            JsonNode other = JSON.readTree(model.value);
            NavigableSet<String> fields = new TreeSet<>();
            one.fieldNames().forEachRemaining(fields::add);
            other.fieldNames().forEachRemaining(fields::add);
            fields.removeIf(field -> Objects.equals(one.get(field), other.get(field)));
            return fields;
        } catch (IOException noJson) {
            return new TreeSet<>();
        }
    }

    private static void addOtherBytes(
            List<Finding> to, Row row, String side, Row model, String modelSide) {
        String between =
                side.equals(modelSide)
                        ? " between two rows in " + side
                        : " between " + modelSide + " and " + side;
        if (!Arrays.equals(row.key, model.key)) {
            to.add(new Finding(What.OTHER_KEY, side, "the key differs" + between));
        }
        if (!Arrays.equals(row.value, model.value)) {
            to.add(new Finding(What.OTHER_VALUE, side, otherValue(row, model, between)));
        }
        if (!Objects.equals(row.headers, model.headers)) {
            to.add(new Finding(What.OTHER_HEADERS, side, "the headers differ" + between));
        }
    }

    /** Names the fields that differ, or else the first byte. */
    private static String otherValue(Row row, Row model, String between) {
        if (row.value == null || model.value == null) {
            return "the value differs" + between;
        }
        NavigableSet<String> fields = fields(row, model);
        return switch (fields.size()) {
            case 0 ->
                    "the value differs%s from byte %d on"
                            .formatted(between, Arrays.mismatch(row.value, model.value));
            case 1 -> fields.first() + " differs" + between;
            default -> String.join(", ", fields) + " differ" + between;
        };
    }
}
