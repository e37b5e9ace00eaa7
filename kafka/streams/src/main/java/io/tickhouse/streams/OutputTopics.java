package io.tickhouse.streams;

import java.util.List;

/** Where the rows and the dead letters go. */
record OutputTopics(String trades, String quotes, String bars, String deadLetters) {

    /** Named after the topic of trades, since the Flink job has taken the names after the input. */
    static OutputTopics of(String trades) {
        return new OutputTopics(
                trades, trades + "_quotes", trades + "_bars", trades + "_dead_letters");
    }

    List<String> rows() {
        return List.of(trades, quotes, bars);
    }
}
