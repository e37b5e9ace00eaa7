package io.tickhouse.tools.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ThroughputTest {

    @Test
    void letsAnotherOneBeginInEachRound() {
        List<String> all = List.of("a", "b", "c");

        assertThat(Throughput.inTurn(all, 1)).containsExactly("a", "b", "c");
        assertThat(Throughput.inTurn(all, 2)).containsExactly("b", "c", "a");
        assertThat(Throughput.inTurn(all, 3)).containsExactly("c", "a", "b");
        assertThat(Throughput.inTurn(all, 4)).containsExactly("a", "b", "c");
    }
}
