package io.tickhouse.jobs;

import io.tickhouse.model.Bar;
import io.tickhouse.model.DeadLetter;
import io.tickhouse.model.Quote;
import io.tickhouse.model.Trade;
import java.util.function.Consumer;
import org.apache.flink.streaming.api.datastream.DataStream;

/** Where each stream of the flatten job goes: a sink is whatever attaches itself to a stream. */
record FlattenSinks(
        Consumer<DataStream<Trade>> trades,
        Consumer<DataStream<Quote>> quotes,
        Consumer<DataStream<Bar>> bars,
        Consumer<DataStream<DeadLetter>> deadLetters) {

    /** Sends the rows to another place as well; dead letters stay where they go. */
    FlattenSinks and(FlattenSinks other) {
        return new FlattenSinks(
                trades.andThen(other.trades),
                quotes.andThen(other.quotes),
                bars.andThen(other.bars),
                deadLetters.andThen(other.deadLetters));
    }
}
