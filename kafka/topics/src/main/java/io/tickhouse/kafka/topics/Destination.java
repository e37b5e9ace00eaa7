package io.tickhouse.kafka.topics;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Who writes a topic or a table, and from which raw topic: an entry of {@link Destinations}.
 *
 * <p>The coordinates in a row ({@code src}) and in a dead letter give partition, offset and index,
 * but not the topic. They are unique as long as everything in a destination comes from one raw
 * topic. Each appears once as long as only one writer writes the destination.
 *
 * @param key the topic, or a table in the form that {@link Place} gives
 * @param id its id; if the name has another id by now, the entry does not hold
 * @param sourceTopic the raw topic
 * @param sourceTopicId Kafka's id of the raw topic
 * @param writer the prefix of the transactional ids, or the application id
 * @param since when it was first recorded, RFC 3339
 */
public record Destination(
        String key,
        String id,
        String sourceTopic,
        String sourceTopicId,
        String writer,
        String since) {

    private static final JsonFactory JSON = new JsonFactory();
    private static final String ID = "destination_id";
    private static final String SOURCE_TOPIC = "source_topic";
    private static final String SOURCE_TOPIC_ID = "source_topic_id";
    private static final String WRITER = "writer";
    private static final String SINCE = "since";
    private static final List<String> FIELDS =
            List.of(ID, SOURCE_TOPIC, SOURCE_TOPIC_ID, WRITER, SINCE);

    /** Whether this is the entry that the other program would have written, apart from the time. */
    boolean agreesWith(Destination other) {
        return key.equals(other.key)
                && id.equals(other.id)
                && sourceTopic.equals(other.sourceTopic)
                && sourceTopicId.equals(other.sourceTopicId)
                && writer.equals(other.writer);
    }

    /**
     * Why another program must not write here.
     *
     * @param wanted the entry that it would write
     * @param place the place that the entry is about
     * @param writerOption the option that tells who writes
     * @return empty if it may
     */
    Optional<String> refuses(Destination wanted, Place place, String writerOption) {
        if (!id.equals(wanted.id)) {
            return Optional.empty(); // Made again since: this entry's topic or table is gone.
        }
        if (!sourceTopic.equals(wanted.sourceTopic)) {
            return Optional.of(
                    ("%s holds what came from %s (written by %s since %s); what comes from %s would"
                                    + " have the same coordinates: choose another with %s.")
                            .formatted(
                                    place.name(),
                                    sourceTopic,
                                    writer,
                                    since,
                                    wanted.sourceTopic,
                                    place.option()));
        }
        if (!sourceTopicId.equals(wanted.sourceTopicId)) {
            return Optional.of(
                    ("%s holds what came from an earlier topic %s, which was deleted and made again"
                                    + " since (its id was %s and is %s); the coordinates of both are the"
                                    + " same: choose another with %s, or delete this one.")
                            .formatted(
                                    place.name(),
                                    sourceTopic,
                                    sourceTopicId,
                                    wanted.sourceTopicId,
                                    place.option()));
        }
        if (!writer.equals(wanted.writer)) {
            return Optional.of(
                    ("%s is written by %s since %s, and %s would write the same rows there a second"
                                    + " time: choose another with %s, or go on as that writer with"
                                    + " %s %s.")
                            .formatted(
                                    place.name(),
                                    writer,
                                    since,
                                    wanted.writer,
                                    place.option(),
                                    writerOption,
                                    writer));
        }
        return Optional.empty();
    }

    byte[] toJson() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JsonGenerator json = JSON.createGenerator(bytes)) {
            json.writeStartObject();
            json.writeStringField(ID, id);
            json.writeStringField(SOURCE_TOPIC, sourceTopic);
            json.writeStringField(SOURCE_TOPIC_ID, sourceTopicId);
            json.writeStringField(WRITER, writer);
            json.writeStringField(SINCE, since);
            json.writeEndObject();
        } catch (IOException e) {
            throw new AssertionError("bytes in memory", e);
        }
        return bytes.toByteArray();
    }

    /**
     * Reads an entry; fields that a later version adds are ignored.
     *
     * @throws StartRefusal if it is not an entry
     */
    static Destination parse(String key, byte[] value) {
        Map<String, String> fields = new HashMap<>();
        try (JsonParser json = JSON.createParser(value)) {
            if (json.nextToken() == JsonToken.START_OBJECT) {
                while (json.nextToken() == JsonToken.FIELD_NAME) {
                    String name = json.currentName();
                    if (json.nextToken() == JsonToken.VALUE_STRING) {
                        fields.put(name, json.getText());
                    } else {
                        json.skipChildren();
                    }
                }
            }
        } catch (IOException e) {
            throw unreadable(key);
        }
        if (!fields.keySet().containsAll(FIELDS)) {
            throw unreadable(key);
        }
        return new Destination(
                key,
                fields.get(ID),
                fields.get(SOURCE_TOPIC),
                fields.get(SOURCE_TOPIC_ID),
                fields.get(WRITER),
                fields.get(SINCE));
    }

    private static StartRefusal unreadable(String key) {
        return new StartRefusal(
                ("The entry %s in topic %s cannot be read: if a newer version wrote it, use that"
                                + " version from now on; otherwise delete the entry by hand.")
                        .formatted(key, Destinations.TOPIC));
    }
}
