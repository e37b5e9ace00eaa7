package io.tickhouse.jobs.flatten;

import io.tickhouse.model.DeadLetter;
import java.nio.charset.StandardCharsets;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.functions.RichMapFunction;
import org.apache.flink.api.common.serialization.RuntimeContextInitializationContextAdapters;
import org.apache.flink.formats.json.JsonSerializationSchema;

/** Writes a dead letter as a line of JSON for the console, its bytes as text. */
final class ConsoleLine extends RichMapFunction<DeadLetter, String> {

    private static final long serialVersionUID = 1L;

    /** The content of the line. Public for the serializer. */
    public record Line(
            String reason,
            String detail,
            int partition,
            long offset,
            int index,
            int elements,
            String value) {}

    private transient JsonSerializationSchema<Line> json;

    @Override
    public void open(OpenContext openContext) throws Exception {
        json = new JsonSerializationSchema<>();
        json.open(
                RuntimeContextInitializationContextAdapters.serializationAdapter(
                        getRuntimeContext()));
    }

    @Override
    public String map(DeadLetter letter) {
        Line line =
                new Line(
                        letter.reason.name(),
                        letter.detail,
                        letter.partition,
                        letter.offset,
                        letter.index,
                        letter.elements,
                        new String(letter.value, StandardCharsets.UTF_8));
        return new String(json.serialize(line), StandardCharsets.UTF_8);
    }
}
