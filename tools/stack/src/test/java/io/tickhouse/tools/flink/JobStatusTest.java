package io.tickhouse.tools.flink;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class JobStatusTest {

    private static final String HISTORY =
            """
            {"exceptionHistory":{"entries":[
              {"exceptionName":"org.apache.flink.util.FlinkException","timestamp":1772461800000,
               "stacktrace":"java.io.IOException: outer\\n\\tat a.B.c(B.java:1)\\nCaused by: io.tickhouse.connectors.Refusal: offsets 10..49 of raw-0 are gone: say so.\\n\\tat a.B.c(B.java:2)\\nCaused by: org.apache.kafka.X: reset\\n\\t... 3 more\\n"},
              {"exceptionName":"java.lang.Exception","timestamp":1772461700000,"stacktrace":"x"}],
             "truncated":false}}""";

    @Test
    void aRestartingJobShowsItsRestartsAndTheReason() throws IOException {
        // The counter of the cluster lags by some seconds and says 0.
        JobStatus status = JobStatus.of(job("RESTARTING"), 4, 0, failures(HISTORY));

        assertThat(status.restarts()).isEqualTo(2);
        assertThat(status.text(Instant.parse("2026-03-02T14:30:07Z")))
                .contains("RESTARTING")
                .contains("restarts 2")
                .endsWith("last failure 7 s ago: offsets 10..49 of raw-0 are gone: say so.");
    }

    @Test
    void theFailureThatEndedAJobIsNoRestart() throws IOException {
        JobStatus status = JobStatus.of(job("FAILED"), 4, 0, failures(HISTORY));

        assertThat(status.restarts()).isEqualTo(1);
        assertThat(status.text(Instant.EPOCH))
                .endsWith("\n  offsets 10..49 of raw-0 are gone: say so.");
    }

    @Test
    void aJobThatNeverFailedIsOneLine() throws IOException {
        JobStatus status =
                JobStatus.of(
                        job("RUNNING"),
                        4,
                        0,
                        failures("{\"exceptionHistory\":{\"entries\":[],\"truncated\":false}}"));

        assertThat(status.text(Instant.EPOCH)).contains("restarts 0").hasLineCount(1);
        assertThat(new ObjectMapper().writeValueAsString(status))
                .contains("\"restarts\":0", "\"reason\":null");
    }

    @Test
    void theInnermostCauseIsTheReasonWhereThereIsNoSentenceOfOurs() {
        assertThat(
                        Failures.sentence(
                                "a.B: outer\n\tat a.B.c(B.java:1)\nCaused by: c.D: inner\n\tat x"))
                .isEqualTo("inner");
        assertThat(Failures.sentence("a.B: alone\n\tat a.B.c(B.java:1)")).isEqualTo("alone");
        assertThat(Failures.sentence("java.lang.OutOfMemoryError"))
                .isEqualTo("java.lang.OutOfMemoryError");
    }

    private static Failures failures(String answer) throws IOException {
        return Failures.read(new ObjectMapper().readTree(answer));
    }

    private static FlinkJob job(String state) {
        return new FlinkJob("id", "flatten raw", state, 0, 90_000);
    }
}
