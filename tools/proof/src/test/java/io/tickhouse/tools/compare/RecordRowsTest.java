package io.tickhouse.tools.compare;

import static org.assertj.core.api.Assertions.assertThat;

import io.tickhouse.tools.audit.Coordinate;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

/** Tests what of a record is compared. */
class RecordRowsTest {

    private static final Coordinate SOURCE = new Coordinate(0, 5, 1);

    private final OpenReasons reasons = new OpenReasons();

    @Test
    void whenADeadLetterWasWrittenIsNotCompared() {
        assertThat(headers(new DeadLetterRows(false, reasons), letter("BAD_TYPE")))
                .containsExactly(
                        "reason=BAD_TYPE",
                        "detail=for people",
                        "source.partition=0",
                        "source.offset=5",
                        "source.index=1");
    }

    @Test
    void anOracleHasNoDetailForPeople() {
        assertThat(headers(new DeadLetterRows(true, reasons), letter("BAD_TYPE")))
                .contains("reason=BAD_TYPE")
                .noneMatch(header -> header.startsWith("detail"));
    }

    @Test
    void anyReasonThatTheRuleAdmitsIsTheSameReason() {
        String admitted = reasons.admit(SOURCE, Set.of("NO_TIME", "BAD_TYPE"));

        assertThat(admitted).isEqualTo("BAD_TYPE or NO_TIME");
        for (String reason : List.of("NO_TIME", "BAD_TYPE")) {
            assertThat(headers(new DeadLetterRows(true, reasons), letter(reason)))
                    .contains("reason=" + admitted);
        }
        assertThat(headers(new DeadLetterRows(true, reasons), letter("TOO_LARGE")))
                .contains("reason=TOO_LARGE");
    }

    @Test
    void oneReasonLeavesNoChoice() {
        assertThat(reasons.admit(SOURCE, Set.of("NO_TIME"))).isEqualTo("NO_TIME");
        assertThat(reasons.settle(SOURCE, "BAD_TYPE")).isEqualTo("BAD_TYPE");
    }

    @Test
    void theChoiceOfOneElementIsNotThatOfAnother() {
        reasons.admit(SOURCE, Set.of("NO_TIME", "BAD_TYPE"));

        assertThat(reasons.settle(new Coordinate(0, 5, 2), "NO_TIME")).isEqualTo("NO_TIME");
    }

    @Test
    void aDeadLetterWithoutItsSourceIsARowWithoutCoordinate() {
        ConsumerRecord<byte[], byte[]> record = record("");
        record.headers().add("reason", bytes("BAD_TYPE"));
        record.headers().add("other", null);

        Row row = row(new DeadLetterRows(true, reasons), record);

        assertThat(row.source).isNull();
        assertThat(row.headers).hasSize(2);
    }

    @Test
    void aFlattenedMessageSaysItsSourceInItsValue() {
        ConsumerRecord<byte[], byte[]> record = record("{\"S\":\"A\",\"src\":\"0-5-1\"}");
        record.headers().add("h", bytes("x"));

        Row row = row(new FlattenedRows(), record);

        assertThat(row.source).isEqualTo(SOURCE);
        assertThat(row.partition).isEqualTo(3);
        assertThat(row.offset).isEqualTo(44);
        assertThat(row.headers).hasSize(1);
        assertThat(row(new FlattenedRows(), record("{}")).source).isNull();
    }

    private static ConsumerRecord<byte[], byte[]> letter(String reason) {
        ConsumerRecord<byte[], byte[]> record = record("{");
        record.headers()
                .add("reason", bytes(reason))
                .add("detail", bytes("for people"))
                .add("time", bytes("2026-03-02T14:30:00Z"))
                .add("source.partition", bytes("0"))
                .add("source.offset", bytes("5"))
                .add("source.index", bytes("1"));
        return record;
    }

    private static ConsumerRecord<byte[], byte[]> record(String value) {
        return new ConsumerRecord<>("t", 3, 44, null, bytes(value));
    }

    private static List<String> headers(RecordRows rows, ConsumerRecord<byte[], byte[]> record) {
        return row(rows, record).headers.stream()
                .map(h -> h.key() + "=" + new String(h.value(), StandardCharsets.UTF_8))
                .toList();
    }

    private static Row row(RecordRows rows, ConsumerRecord<byte[], byte[]> record) {
        List<Row> all = new ArrayList<>();
        rows.rows(record, all::add);
        assertThat(all).hasSize(1);
        return all.get(0);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
