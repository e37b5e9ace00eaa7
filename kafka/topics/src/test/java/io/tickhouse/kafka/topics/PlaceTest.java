package io.tickhouse.kafka.topics;

import static org.assertj.core.api.Assertions.assertThat;

import io.tickhouse.model.Kind;
import java.util.stream.Stream;
import org.apache.kafka.common.internals.Topic;
import org.junit.jupiter.api.Test;

class PlaceTest {

    @Test
    void aTableKeepsItsEntryWhenItIsRenamed() {
        assertThat(Place.table("lake.db.new", "uuid-1", "--iceberg-table").key())
                .isEqualTo(Place.table("lake.db.old", "uuid-1", "--iceberg-table").key());
    }

    @Test
    void noTopicHasTheKeyOfATable() {
        String key = Place.table("lake.db.flat", "uuid-1", "--iceberg-table").key();

        assertThat(Topic.isValid(key)).isFalse();
    }

    @Test
    void aTopicsIdIsLeftToKafka() {
        assertThat(Place.topic("flat", "--dest-topic").id()).isNull();
        assertThat(Place.topic("flat", "--dest-topic").key()).isEqualTo("flat");
    }

    @Test
    void everyTopicNamedAfterAnotherIsATopicThatKafkaAllows() {
        Stream<String> named =
                Stream.concat(
                        new TopicNames("flat.v1").all().stream(),
                        Stream.of(
                                TopicNames.deadLetters("raw"),
                                TopicNames.gaps("raw"),
                                Destinations.TOPIC));

        assertThat(named).allMatch(Topic::isValid).doesNotHaveDuplicates();
    }

    @Test
    void tradesAreInTheTopicThatNamesTheOthers() {
        assertThat(new TopicNames("flat").of(Kind.TRADE)).isEqualTo("flat");
    }
}
