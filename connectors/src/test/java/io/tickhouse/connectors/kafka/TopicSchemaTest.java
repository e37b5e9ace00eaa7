package io.tickhouse.connectors.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tickhouse.connectors.Refusal;
import io.tickhouse.model.DeadLetter;
import io.tickhouse.model.FlatJson;
import io.tickhouse.model.Kind;
import io.tickhouse.model.Message;
import io.tickhouse.model.Reason;
import io.tickhouse.model.Trade;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.apache.flink.api.common.functions.util.ListCollector;
import org.apache.flink.util.InstantiationUtil;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;

/** What is written to a topic, and what is read from one. */
class TopicSchemaTest {

    @Property
    void aRecordWithAPartitionGoesThereUnchanged(@ForAll byte[] value) {
        ProducerRecord<byte[], byte[]> record =
                new TopicRecordSchema("raw").serialize(TopicRecord.to(3, value), null, 7L);

        assertThat(record.topic()).isEqualTo("raw");
        assertThat(record.partition()).isEqualTo(3);
        assertThat(record.key()).isNull();
        assertThat(record.value()).isEqualTo(value);
        assertThat(record.timestamp()).isNull();
    }

    @Property
    void theKeyDecidesWhereThereIsNoPartition(@ForAll byte[] key, @ForAll byte[] value) {
        ProducerRecord<byte[], byte[]> record =
                new TopicRecordSchema("gaps").serialize(TopicRecord.keyed(key, value), null, null);

        assertThat(record.partition()).isNull();
        assertThat(record.key()).isEqualTo(key);
    }

    @Property
    void aDeadLetterIsTheBytesThatCame(@ForAll byte[] value) {
        assertThat(deadLetter(value).value()).isEqualTo(value);
    }

    @Test
    void aDeadLetterHasNoKeyAndNoTimeOfItsOwn() {
        ProducerRecord<byte[], byte[]> record = deadLetter(new byte[] {1});

        assertThat(record.topic()).isEqualTo("dead");
        assertThat(record.key()).isNull();
        assertThat(record.partition()).isNull();
        assertThat(record.timestamp()).isNull();
    }

    @Test
    void theHeadersOfADeadLetterSayWhereItCameFrom() {
        ProducerRecord<byte[], byte[]> record = deadLetter(new byte[0]);

        assertThat(header(record, "reason")).isEqualTo("NOT_JSON");
        assertThat(header(record, "source.topic")).isEqualTo("raw");
        assertThat(header(record, "source.partition")).isEqualTo("3");
        assertThat(header(record, "source.offset")).isEqualTo("41");
        assertThat(header(record, "source.index")).isEqualTo("-1");
    }

    @Property
    void aRawRecordIsItsBytesAndItsPlace(@ForAll byte[] value, @ForAll long offset) {
        RawRecord record = read(new ConsumerRecord<>("raw", 3, Math.abs(offset / 2), null, value));

        assertThat(record.value).isEqualTo(value);
        assertThat(record.partition).isEqualTo(3);
        assertThat(record.offset).isEqualTo(Math.abs(offset / 2));
    }

    @Test
    void aTombstoneIsARecordToo() {
        assertThat(read(new ConsumerRecord<>("raw", 0, 7, new byte[] {1}, null)).value).isNull();
    }

    @Test
    void aRowBecomesItsMessageAgain() {
        String row =
                "{\"T\":\"t\",\"S\":\"A\",\"p\":1.5,\"timestamp\":7,\"timestamp_ns\":7000001,"
                        + "\"src\":\"3-41-2\"}";
        List<Message> read = new ArrayList<>();

        trades().deserialize(flat(row.getBytes(StandardCharsets.UTF_8)), new ListCollector<>(read));

        assertThat(read).hasSize(1);
        assertThat(new String(new FlatJson().toBytes(read.get(0)), StandardCharsets.UTF_8))
                .isEqualTo(row);
        assertThat(trades().getProducedType().getTypeClass()).isEqualTo(Trade.class);
    }

    @Test
    void whatIsNotARowIsRefusedWithItsPlace() {
        for (byte[] value : new byte[][] {null, {}, "[{}]".getBytes(StandardCharsets.UTF_8)}) {
            assertThatThrownBy(
                            () ->
                                    trades().deserialize(
                                                    flat(value),
                                                    new ListCollector<>(new ArrayList<>())))
                    .isInstanceOf(Refusal.class)
                    .hasMessageContaining("Offset 9 of flat-3 is not a row of trades (")
                    .hasMessageContaining("--source-topic");
        }
    }

    private static FlatRecordSchema<Message> trades() {
        return new FlatRecordSchema<>(Kind.TRADE);
    }

    private static ConsumerRecord<byte[], byte[]> flat(byte[] value) {
        return new ConsumerRecord<>("flat", 3, 9, null, value);
    }

    @Test
    void aRawTopicIsTheSameInTheJobGraph() throws Exception {
        RawTopic topic =
                new RawTopic("raw", "A", Map.of(10, 7L, 2, 0L), Map.of(10, Long.MAX_VALUE, 2, 0L));

        assertThat(InstantiationUtil.clone(topic)).isEqualTo(topic);
        assertThat(topic).hasToString("raw (A, partitions [2, 10])");
    }

    private static ProducerRecord<byte[], byte[]> deadLetter(byte[] value) {
        DeadLetter letter = new DeadLetter();
        letter.reason = Reason.NOT_JSON;
        letter.detail = "no JSON";
        letter.value = value;
        letter.partition = 3;
        letter.offset = 41;
        letter.index = DeadLetter.WHOLE_RECORD;
        letter.elements = 1;
        return new DeadLetterSchema("dead", "raw").serialize(letter, null, 7L);
    }

    private static String header(ProducerRecord<byte[], byte[]> record, String name) {
        return new String(record.headers().lastHeader(name).value(), StandardCharsets.UTF_8);
    }

    private static RawRecord read(ConsumerRecord<byte[], byte[]> record) {
        List<RawRecord> read = new ArrayList<>();
        new RawRecordSchema().deserialize(record, new ListCollector<>(read));
        assertThat(read).hasSize(1);
        return read.get(0);
    }
}
