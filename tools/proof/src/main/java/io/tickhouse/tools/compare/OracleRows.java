package io.tickhouse.tools.compare;

import io.tickhouse.oracle.Bounds;
import io.tickhouse.oracle.Oracle;
import io.tickhouse.oracle.Verdict;
import io.tickhouse.tools.audit.Coordinate;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;

/** The rows that the oracle makes from raw records. */
final class OracleRows implements RecordRows {

    private final Oracle oracle;
    private final Verdict.Kind kind;
    private final OpenReasons reasons;

    /**
     * @param bounds of the job that made the other sides
     */
    OracleRows(Contents kind, Bounds bounds, OpenReasons reasons) {
        this.oracle = new Oracle(bounds);
        this.kind =
                kind.areDeadLetters()
                        ? Verdict.Kind.DEAD_LETTER
                        : Verdict.Kind.valueOf(kind.rows().name());
        this.reasons = reasons;
    }

    @Override
    public void rows(ConsumerRecord<byte[], byte[]> record, Consumer<Row> rows) {
        oracle.judge(
                record.value(),
                record.partition(),
                record.offset(),
                verdict -> {
                    if (verdict.kind() == kind) {
                        rows.accept(row(record, verdict));
                    }
                });
    }

    private Row row(ConsumerRecord<byte[], byte[]> record, Verdict verdict) {
        Coordinate source = new Coordinate(record.partition(), record.offset(), verdict.index());
        return new Row(
                source,
                record.partition(),
                record.offset(),
                verdict.symbol() == null ? null : bytes(verdict.symbol()),
                verdict.bytes(),
                kind == Verdict.Kind.DEAD_LETTER
                        ? headers(record.topic(), source, verdict)
                        : List.of());
    }

    private List<Header> headers(String topic, Coordinate source, Verdict verdict) {
        return List.of(
                header("reason", reasons.admit(source, verdict.reasons())),
                header("source.topic", topic),
                header("source.partition", Integer.toString(source.partition())),
                header("source.offset", Long.toString(source.offset())),
                header("source.index", Integer.toString(source.index())),
                header("elements", Integer.toString(verdict.elements())));
    }

    private static Header header(String name, String text) {
        return new RecordHeader(name, bytes(text));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public boolean ofTheSource() {
        return true;
    }
}
