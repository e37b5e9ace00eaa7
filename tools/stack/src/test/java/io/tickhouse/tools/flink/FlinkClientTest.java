package io.tickhouse.tools.flink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.tickhouse.tools.UserError;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

class FlinkClientTest {

    private static final FlinkJob FIRST =
            new FlinkJob("a1", "flatten iex_data to flat", "RUNNING", 1, 1);
    private static final FlinkJob SECOND =
            new FlinkJob("b2", "flatten iex_data to flat", "RUNNING", 2, 1);
    private static final FlinkJob LONGER =
            new FlinkJob("c3", "flatten iex_data2 to x", "RUNNING", 3, 1);
    private static final FlinkJob ENDED = new FlinkJob("d4", "flatten iex_data", "FAILED", 4, 1);

    @Test
    void aNameThatFitsTwoJobsIsRefusedWithTheirIds() {
        for (String name : List.of("flatten", "flatten iex_data")) {
            assertThatThrownBy(() -> pick(name, FIRST, SECOND, ENDED))
                    .isInstanceOf(UserError.class)
                    .hasMessage(
                            "2 jobs fit "
                                    + name
                                    + ": say which by its id, a1 (flatten iex_data to flat) or b2"
                                    + " (flatten iex_data to flat).");
        }
    }

    @Test
    void anIdAWholeNameAndABeginningOfOneNameAreClear() {
        assertThat(pick("b2", FIRST, SECOND)).isEqualTo(SECOND);
        assertThat(pick("d4", FIRST, ENDED)).isEqualTo(ENDED);
        assertThat(pick("flatten iex_data", FIRST, LONGER)).isEqualTo(FIRST);
        assertThat(pick("flat", FIRST, ENDED)).isEqualTo(FIRST);
    }

    @Test
    void aNameOfNoRunningJobIsSaid() {
        assertThatThrownBy(() -> pick("flatten", ENDED))
                .hasMessageContaining("No job flatten runs");
    }

    @Test
    void theNewestStateIsTheOneWithTheHighestNumber() throws IOException {
        String latest =
                """
                {"latest":{"completed":{"id":7,"latest_ack_timestamp":70,
                  "external_path":"file:/h d/flink/checkpoints/x/chk-7"},
                 "savepoint":{"id":8,"latest_ack_timestamp":80,
                  "external_path":"file:/h d/flink/savepoints/savepoint-abcdef-1"},
                 "failed":null,"restored":null}}""";

        assertThat(FlinkClient.newestState(new ObjectMapper().readTree(latest)))
                .contains(new SavedState("/h d/flink/savepoints/savepoint-abcdef-1", 80));
        assertThat(FlinkClient.newestState(new ObjectMapper().readTree("{\"latest\":{}}")))
                .isEmpty();
    }

    private static FlinkJob pick(String name, FlinkJob... jobs) {
        return FlinkClient.pick(List.of(jobs), name, "http://there");
    }
}
