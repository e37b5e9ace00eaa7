package io.tickhouse.jobs.ingest;

import io.tickhouse.connectors.alpaca.GapRecord;
import io.tickhouse.connectors.kafka.TopicRecord;
import java.util.function.Consumer;
import org.apache.flink.streaming.api.datastream.DataStream;

/** Where each stream of the ingest job goes: a sink is whatever attaches itself to a stream. */
record IngestSinks(Consumer<DataStream<TopicRecord>> arrays, Consumer<DataStream<GapRecord>> gaps) {

    /** Sends the gap ledger to another place as well. */
    IngestSinks andGaps(Consumer<DataStream<GapRecord>> more) {
        return new IngestSinks(arrays, gaps.andThen(more));
    }
}
