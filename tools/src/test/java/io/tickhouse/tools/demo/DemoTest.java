package io.tickhouse.tools.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DemoTest {

    /** A day without an end continued during the repairs: 511,994 trades instead of 100,000. */
    @ParameterizedTest
    @CsvSource({"100000, 10000, 10.2", "200000, 10000, 20.4", "1000, 10000, 0.2", "7, 3, 2.4"})
    void theDayOfTheEmulatorHasHardlyMoreTradesThanAsked(long trades, int rate, double seconds) {
        assertThat(AlpacaDemoFeed.dayLength(trades, rate)).isEqualTo(seconds);
    }

    @Test
    void aDeadLetterThatStandsForARunCountsAllOfIt() {
        ConsumerRecord<byte[], byte[]> letter = new ConsumerRecord<>("t", 0, 0, null, new byte[0]);
        assertThat(DeadLetters.elements(letter)).isEqualTo(1);

        letter.headers().add("elements", "7".getBytes(StandardCharsets.UTF_8));
        assertThat(DeadLetters.elements(letter)).isEqualTo(7);
    }
}
