package io.tickhouse.tools.compare;

import io.tickhouse.tools.audit.Coordinate;
import io.tickhouse.tools.audit.SourceHeaders;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;

/**
 * Dead letters: one row a record, whose headers say where it came from. All headers are compared
 * except {@code time}, when an engine wrote it. If an oracle is compared too, {@code detail} is
 * also left out: it is for people, and the oracle does not have it.
 */
final class DeadLetterRows implements RecordRows {

    private static final String TIME = "time";
    private static final String DETAIL = "detail";
    private static final String REASON = "reason";

    private final boolean besideOracle;
    private final OpenReasons reasons;

    DeadLetterRows(boolean besideOracle, OpenReasons reasons) {
        this.besideOracle = besideOracle;
        this.reasons = reasons;
    }

    @Override
    public void rows(ConsumerRecord<byte[], byte[]> record, Consumer<Row> rows) {
        Coordinate source = SourceHeaders.coordinate(record).orElse(null);
        List<Header> compared = new ArrayList<>();
        for (Header header : record.headers()) {
            if (header.key().equals(TIME) || (besideOracle && header.key().equals(DETAIL))) {
                continue;
            }
            compared.add(
                    header.key().equals(REASON) && header.value() != null && source != null
                            ? settled(source, header)
                            : header);
        }
        rows.accept(
                new Row(
                        source,
                        record.partition(),
                        record.offset(),
                        record.key(),
                        record.value(),
                        compared));
    }

    private Header settled(Coordinate source, Header header) {
        String reason = new String(header.value(), StandardCharsets.UTF_8);
        String settled = reasons.settle(source, reason);
        return settled.equals(reason)
                ? header
                : new RecordHeader(header.key(), settled.getBytes(StandardCharsets.UTF_8));
    }
}
