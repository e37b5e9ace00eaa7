package io.tickhouse.tools.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.tickhouse.tools.audit.Origin.Place;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class OriginTest {

    private final Origin origin = new Origin("raw", "id-2");

    @Test
    void placesOfThisTopicAndPlacesThatRecordNonePass() {
        assertThat(
                        origin.faults(
                                List.of(
                                        table("db.t", "raw", "id-2"),
                                        Place.topic("flat", "raw", "id-2"),
                                        Place.table("db.u", Map.of()),
                                        Place.topic("g", null, null))))
                .isEmpty();
    }

    @Test
    void aTableOfAnotherTopicIsAFault() {
        assertThat(origin.faults(List.of(table("db.t", "other", "id-7"))))
                .containsExactly(
                        "Table db.t holds what came from topic other, not from raw, and coordinates"
                                + " of both look alike: audit with --source-topic other, or name"
                                + " what belongs to raw.");
    }

    @Test
    void whatCameFromAnEarlierTopicOfThisNameIsOneFaultOfAllPlaces() {
        assertThat(
                        origin.faults(
                                List.of(
                                        Place.topic("flat", "raw", "id-1"),
                                        Place.topic("flat_bars", "raw", "id-1"),
                                        table("db.t", "raw", "id-1"))))
                .containsExactly(
                        "Topics flat, flat_bars and table db.t hold what came from an earlier topic"
                                + " raw (id id-1), which was deleted and made again since (id id-2):"
                                + " coordinates of both look alike.");
    }

    @Test
    void placesOfSeveralTopicsAreSeveralFaults() {
        assertThat(
                        origin.faults(
                                List.of(
                                        Place.topic("flat", "raw", "id-0"),
                                        Place.topic("flat_bars", "raw", "id-1"),
                                        Place.topic("flat_quotes", "other", "id-7"))))
                .hasSize(3);
    }

    private static Place table(String name, String from, String fromId) {
        return Place.table(
                name, Map.of("tickhouse.source-topic", from, "tickhouse.source-topic-id", fromId));
    }
}
