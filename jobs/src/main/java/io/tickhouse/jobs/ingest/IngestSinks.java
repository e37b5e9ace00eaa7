package io.tickhouse.jobs.ingest;

import io.tickhouse.connectors.alpaca.memory.GapRecord;
import io.tickhouse.connectors.kafka.TopicRecord;
import java.util.function.Consumer;
import org.apache.flink.streaming.api.datastream.DataStream;

/** Where each stream of the ingest job goes. Each consumer attaches its sink to the stream. */
record IngestSinks(Consumer<DataStream<TopicRecord>> arrays, Consumer<DataStream<GapRecord>> gaps) {

    /** Sends the gap records to a second place as well. */
    IngestSinks andGaps(Consumer<DataStream<GapRecord>> more) {
        return new IngestSinks(arrays, gaps.andThen(more));
    }
}
