package io.tickhouse.jobs.ingest;

import io.tickhouse.connectors.alpaca.memory.GapRecord;
import io.tickhouse.connectors.kafka.TopicRecord;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.functions.RichMapFunction;
import org.apache.flink.api.common.serialization.RuntimeContextInitializationContextAdapters;
import org.apache.flink.formats.json.JsonSerializationSchema;

/** Writes a gap record as JSON under its id, so that a compacted topic keeps the newest. */
final class GapLine extends RichMapFunction<GapRecord, TopicRecord> {

    private static final long serialVersionUID = 1L;

    /** The content of the line. Public for the serializer. */
    public record Line(
            String id,
            String feed,
            String channel,
            List<String> symbols,
            String from,
            String to,
            String cause,
            String detail,
            String opened,
            String closed,
            long rows,
            String state) {}

    private transient JsonSerializationSchema<Line> json;

    @Override
    public void open(OpenContext openContext) throws Exception {
        json = new JsonSerializationSchema<>();
        json.open(
                RuntimeContextInitializationContextAdapters.serializationAdapter(
                        getRuntimeContext()));
    }

    @Override
    public TopicRecord map(GapRecord gap) {
        Line line =
                new Line(
                        gap.id(),
                        gap.feed(),
                        gap.channel(),
                        gap.symbols(),
                        gap.from().toString(),
                        gap.to().toString(),
                        gap.cause(),
                        gap.detail(),
                        gap.opened().toString(),
                        text(gap.closed()),
                        gap.rows(),
                        gap.state().name().toLowerCase(Locale.ROOT));
        return TopicRecord.keyed(gap.id().getBytes(StandardCharsets.UTF_8), json.serialize(line));
    }

    private static String text(Instant time) {
        return time == null ? null : time.toString();
    }
}
