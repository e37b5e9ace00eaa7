package io.tickhouse.tools.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class SpreadTest {

    @Test
    void takesTheMiddleOfAnOddNumber() {
        assertThat(Spread.of(List.of(5.0, 1.0, 3.0))).contains(new Spread(3, 1, 5, 3));
    }

    @Test
    void takesTheMeanOfTheTwoInTheMiddle() {
        assertThat(Spread.of(List.of(4.0, 1.0, 2.0, 9.0))).contains(new Spread(3, 1, 9, 4));
    }

    @Test
    void hasNothingOfNothing() {
        assertThat(Spread.of(List.of())).isEmpty();
    }
}
