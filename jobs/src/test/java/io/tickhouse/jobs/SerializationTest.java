package io.tickhouse.jobs;

import io.tickhouse.connectors.alpaca.reader.FeedRecord;
import io.tickhouse.connectors.kafka.RawRecord;
import io.tickhouse.connectors.kafka.TopicRecord;
import io.tickhouse.jobs.compact.PlannedGroup;
import io.tickhouse.jobs.compact.RewrittenGroup;
import io.tickhouse.model.DeadLetter;
import io.tickhouse.model.Kind;
import org.apache.flink.types.PojoTestUtils;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Everything that crosses an operator edge is a Flink POJO down to the last field: no Kryo. */
class SerializationTest {

    @ParameterizedTest
    @ValueSource(
            classes = {
                RawRecord.class,
                DeadLetter.class,
                FeedRecord.class,
                TopicRecord.class,
                PlannedGroup.class,
                RewrittenGroup.class
            })
    void isPojoWithoutKryo(Class<?> type) {
        PojoTestUtils.assertSerializedAsPojoWithoutKryo(type);
    }

    @ParameterizedTest
    @EnumSource
    void isPojoWithoutKryo(Kind kind) {
        PojoTestUtils.assertSerializedAsPojoWithoutKryo(kind.messageClass());
    }
}
