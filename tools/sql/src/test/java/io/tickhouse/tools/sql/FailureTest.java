package io.tickhouse.tools.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;

class FailureTest {

    @Test
    void theInnermostCauseHasTheWord() {
        Exception e =
                new RuntimeException(
                        "Failed to fetch next result",
                        new IOException("Job failed", new IllegalStateException("No such file.")));

        assertThat(Failure.sentence(e)).isEqualTo("No such file.");
    }

    @Test
    void aCauseWithoutWordsLeavesThemToTheOneAround() {
        assertThat(Failure.sentence(new IOException("Job failed", new NullPointerException())))
                .isEqualTo("Job failed.");
    }

    @Test
    void onlyTheFirstLineAndNotTheClass() {
        assertThat(
                        Failure.sentence(
                                new IOException(
                                        "\norg.apache.iceberg.exceptions.NotFoundException: Gone:"
                                                + " s3://a/b\n\tat x")))
                .isEqualTo("Gone: s3://a/b.");
    }

    @Test
    void nothingSaidAtAll() {
        assertThat(Failure.sentence(new OutOfMemoryError()))
                .isEqualTo("The query failed with OutOfMemoryError.");
    }
}
