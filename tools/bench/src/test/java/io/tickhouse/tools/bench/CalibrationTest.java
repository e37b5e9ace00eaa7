package io.tickhouse.tools.bench;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CalibrationTest {

    @Test
    void acceptsWhatIsNearTheMedian() {
        assertThat(Calibration.isOff(new Calibration.Loop(0.104, 0.105), 0.1)).isFalse();
        assertThat(Calibration.isOff(new Calibration.Loop(0.096, 0.096), 0.1)).isFalse();
    }

    @Test
    void refusesAMachineThatIsFasterOrSlowerThanItWas() {
        assertThat(Calibration.isOff(new Calibration.Loop(0.106, 0.106), 0.1)).isTrue();
        assertThat(Calibration.isOff(new Calibration.Loop(0.094, 0.094), 0.1)).isTrue();
    }

    @Test
    void refusesACoreThatOthersHaveToo() {
        assertThat(Calibration.isOff(new Calibration.Loop(0.1, 0.12), 0.1)).isTrue();
    }
}
