package io.tickhouse.jobs.analytics;

import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.streaming.api.datastream.DataStreamSource;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** A source and what it says of event time. */
record TimedSource<M>(Source<M, ?, ?> source, WatermarkStrategy<M> clock) {

    DataStreamSource<M> addTo(StreamExecutionEnvironment env, String name) {
        return env.fromSource(source, clock, name);
    }
}
