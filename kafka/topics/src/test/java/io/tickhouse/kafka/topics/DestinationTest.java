package io.tickhouse.kafka.topics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** H3 and H4: records of two raw topics, or of two writers, never meet in one place. */
class DestinationTest {

    private static final Destination FLAT =
            new Destination("flat", "id-1", "raw", "raw-1", "writer-a", "2026-03-02T14:30:00Z");
    private static final Place PLACE = Place.topic("flat", "--dest-topic");

    @Test
    void theFirstOneIsWrittenDown() {
        assertThat(missing(Map.of(), FLAT)).containsExactly(FLAT);
    }

    @Test
    void aRestartPassesAndKeepsTheTime() {
        Destination later =
                new Destination("flat", "id-1", "raw", "raw-1", "writer-a", "2027-01-01T00:00:00Z");

        assertThat(missing(Map.of("flat", FLAT), later)).isEmpty();
    }

    @Test
    void anotherRawTopicIsRefused() {
        refused("flat", "id-1", "other", "other-1", "writer-a")
                .hasMessageContaining("holds what came from raw")
                .hasMessageContaining("choose another with --dest-topic");
    }

    @Test
    void aRawTopicThatWasMadeAgainIsRefused() {
        refused("flat", "id-1", "raw", "raw-2", "writer-a")
                .hasMessageContaining("deleted and made again")
                .hasMessageContaining("its id was raw-1 and is raw-2")
                .hasMessageContaining("or delete this one");
    }

    @Test
    void anotherWriterIsRefused() {
        refused("flat", "id-1", "raw", "raw-1", "writer-b")
                .hasMessageContaining("is written by writer-a")
                .hasMessageContaining("--dest-topic")
                .hasMessageContaining("--prefix writer-a");
    }

    @Test
    void anEntryOfATopicThatWasMadeAgainIsVoid() {
        Destination anew = new Destination("flat", "id-2", "raw", "raw-2", "writer-b", "now");

        assertThat(missing(Map.of("flat", FLAT), anew)).containsExactly(anew);
    }

    @Test
    void aTableIsOfOneWriterToo() {
        Place table = Place.table("lake.db.flat", "uuid-1", "--iceberg-table");
        Destination held =
                new Destination(table.key(), "uuid-1", "raw", "raw-1", "writer-a", "before");
        Destination wanted =
                new Destination(table.key(), "uuid-1", "raw", "raw-1", "writer-b", "now");

        assertThatThrownBy(
                        () ->
                                TopicRules.missing(
                                        Map.of(held.key(), held),
                                        Map.of(table, wanted),
                                        "--prefix"))
                .isInstanceOf(StartRefusal.class)
                .hasMessage(
                        "Table lake.db.flat is written by writer-a since before, and writer-b would"
                                + " write the same rows there a second time: choose another with"
                                + " --iceberg-table, or go on as that writer with --prefix"
                                + " writer-a.");
    }

    @Test
    void anEntryIsReadAsItWasWritten() {
        assertThat(Destination.parse("flat", FLAT.toJson())).isEqualTo(FLAT);
        assertThat(new String(FLAT.toJson(), StandardCharsets.UTF_8))
                .isEqualTo(
                        "{\"destination_id\":\"id-1\",\"source_topic\":\"raw\",\"source_topic_id\":\"raw-1\","
                                + "\"writer\":\"writer-a\",\"since\":\"2026-03-02T14:30:00Z\"}");
    }

    @Test
    void whatALaterVersionAddsIsPassedOver() {
        String json = new String(FLAT.toJson(), StandardCharsets.UTF_8);
        byte[] later =
                ("{\"new\":{\"writer\":[1,{\"since\":\"x\"}]},\"n\":1," + json.substring(1))
                        .getBytes(StandardCharsets.UTF_8);

        assertThat(Destination.parse("flat", later)).isEqualTo(FLAT);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "null", "[]", "{", "{\"writer\":\"w\"}", "\u0000"})
    void whatIsNotAnEntryIsNeverOverwritten(String value) {
        assertThatThrownBy(() -> Destination.parse("flat", value.getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(StartRefusal.class)
                .hasMessageContaining("entry flat in topic tickhouse_destinations");
    }

    private static java.util.Collection<Destination> missing(
            Map<String, Destination> held, Destination wanted) {
        return TopicRules.missing(held, Map.of(PLACE, wanted), "--prefix");
    }

    private static org.assertj.core.api.AbstractThrowableAssert<?, ?> refused(
            String topic, String id, String source, String sourceId, String writer) {
        return assertThatThrownBy(
                        () ->
                                missing(
                                        Map.of("flat", FLAT),
                                        new Destination(
                                                topic, id, source, sourceId, writer, "now")))
                .isInstanceOf(StartRefusal.class);
    }
}
