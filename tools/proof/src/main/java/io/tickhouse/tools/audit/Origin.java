package io.tickhouse.tools.audit;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Detects topics and tables that hold rows of another raw topic. Coordinates do not name their
 * topic. They look alike for a second raw topic, and for a topic that was deleted and created again
 * under its name. So the job records which raw topic its rows come from, by name and by Kafka's id.
 *
 * @param topic the raw topic that is audited
 * @param id Kafka's id of it
 */
record Origin(String topic, String id) {

    private static final String TOPIC = "tickhouse.source-topic";
    private static final String ID = "tickhouse.source-topic-id";

    /**
     * A topic or a table, and the raw topic that is recorded for it.
     *
     * @param kind topic or table
     * @param from null if none is recorded
     * @param fromId Kafka's id of that raw topic, or null
     */
    record Place(String kind, String name, String from, String fromId) {

        static Place topic(String name, String from, String fromId) {
            return new Place("topic", name, from, fromId);
        }

        static Place table(String name, Map<String, String> properties) {
            return new Place("table", name, properties.get(TOPIC), properties.get(ID));
        }
    }

    /**
     * What is wrong with the places, a sentence for all that share a fault. A place for which no
     * raw topic is recorded passes.
     */
    List<String> faults(List<Place> places) {
        Map<String, List<Place>> byFault = new LinkedHashMap<>();
        for (Place place : places) {
            fault(place)
                    .ifPresent(
                            fault ->
                                    byFault.computeIfAbsent(fault, f -> new ArrayList<>())
                                            .add(place));
        }
        return byFault.entrySet().stream()
                .map(
                        entry ->
                                names(entry.getValue())
                                        + (entry.getValue().size() == 1 ? " holds " : " hold ")
                                        + entry.getKey())
                .toList();
    }

    private Optional<String> fault(Place place) {
        if (place.from() != null && !place.from().equals(topic)) {
            return Optional.of(
                    "what came from topic %s, not from %s, and coordinates of both look alike: audit"
                                    .formatted(place.from(), topic)
                            + " with --source-topic "
                            + place.from()
                            + ", or name what belongs to "
                            + topic
                            + ".");
        }
        if (place.fromId() != null && !place.fromId().equals(id)) {
            return Optional.of(
                    "what came from an earlier topic %s (id %s), which was deleted and made again"
                                    .formatted(topic, place.fromId())
                            + " since (id %s): coordinates of both look alike.".formatted(id));
        }
        return Optional.empty();
    }

    /** For example {@code Topics flat, flat_quotes and table db.flat}. */
    private static String names(List<Place> places) {
        Map<String, List<String>> byKind =
                places.stream()
                        .collect(
                                Collectors.groupingBy(
                                        Place::kind,
                                        LinkedHashMap::new,
                                        Collectors.mapping(Place::name, Collectors.toList())));
        String names =
                byKind.entrySet().stream()
                        .map(
                                entry ->
                                        entry.getKey()
                                                + (entry.getValue().size() == 1 ? " " : "s ")
                                                + String.join(", ", entry.getValue()))
                        .collect(Collectors.joining(" and "));
        return Character.toUpperCase(names.charAt(0)) + names.substring(1);
    }
}
