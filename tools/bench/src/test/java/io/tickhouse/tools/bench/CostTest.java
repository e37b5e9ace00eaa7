package io.tickhouse.tools.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class CostTest {

    private static final long SECOND = 1_000_000_000L;
    private static final Backlog BACKLOG = new Backlog("raw", 1_000, 2_000_000, 250_000_000, null);

    @Test
    void countsTheWholeRunFromTheStartOfTheProcess() {
        Cost whole = Cost.whole(5 * SECOND, new Sample(15 * SECOND, 8, 1_000), BACKLOG);

        assertThat(whole.trades()).isEqualTo(2_000_000);
        assertThat(whole.cpuSecondsPerMillion()).isEqualTo(4);
        assertThat(whole.tradesPerSecond()).isEqualTo(200_000);
    }

    @Test
    void countsInTheSteadyPartOnlyWhatWasCommittedAfterItsBeginning() {
        Sample warm = new Sample(10 * SECOND, 6, 250);
        Sample end = new Sample(15 * SECOND, 9, 1_000);

        Cost steady = Cost.of(warm, end, BACKLOG);

        assertThat(steady.trades()).isEqualTo(1_500_000);
        assertThat(steady.cpuSecondsPerMillion()).isCloseTo(2, within(1e-9));
        assertThat(steady.tradesPerSecond()).isCloseTo(300_000, within(1e-6));
    }

    @Test
    void theWholeRunEndsWithTheBacklogWhateverTheGroupShows() {
        // A finished job may close before its last offsets reach the group.
        Cost whole = Cost.whole(0, new Sample(SECOND, 2, 500), BACKLOG);

        assertThat(whole.trades()).isEqualTo(2_000_000);
    }

    @Test
    void beginsToBeSteadyAtAFifth() {
        assertThat(Cost.beginsSteady(199, BACKLOG)).isFalse();
        assertThat(Cost.beginsSteady(200, BACKLOG)).isTrue();
        assertThat(Cost.beginsSteady(999, BACKLOG)).isTrue();
        assertThat(Cost.beginsSteady(1_000, BACKLOG)).isFalse();
    }
}
