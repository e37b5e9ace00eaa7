package io.tickhouse.tools.flink;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JobRecordsTest {

    private static final String ID = "0123456789abcdef0123456789abcdef";
    private static final JobPlan PLAN = JobPlan.of("flatten", List.of(), Map.of());

    @TempDir private Path home;

    @Test
    void aPlanIsFoundByItsIdAndByTheBeginningOfIt() throws IOException {
        JobRecords records = new JobRecords(home);
        records.remember(ID, PLAN);

        assertThat(records.find(ID)).contains(PLAN);
        assertThat(records.find(ID.substring(0, 6))).contains(PLAN);
        assertThat(records.find("f")).isEmpty();
    }

    @Test
    void aStateWithoutAnOwnerHasNoPlan() throws IOException {
        JobRecords records = new JobRecords(home);
        records.remember(ID, PLAN);

        assertThat(records.find("")).isEmpty();
        assertThat(new SavedState("/somewhere/else", 1).plan(records)).isEmpty();
    }

    @Test
    void aHomeWithoutJobsHasNoPlans() {
        assertThat(new JobRecords(home.resolve("none")).find(ID)).isEmpty();
    }

    @Test
    void aPlanOfALaterVersionIsReadAsFarAsItIsKnown() throws IOException {
        JobRecords records = new JobRecords(home);
        records.remember(ID, PLAN);
        Path file = home.resolve("cli/jobs").resolve(ID);
        Files.writeString(file, Files.readString(file).replaceFirst("\\{", "{\"later\":1,"));

        assertThat(records.find(ID)).contains(PLAN);
    }

    @ParameterizedTest
    @CsvSource({
        "/h/flink/checkpoints/0123456789abcdef0123456789abcdef/chk-12,"
                + " 0123456789abcdef0123456789abcdef",
        "/h/flink/savepoints/savepoint-012345-0123456789ab, 012345",
        "s3://b/savepoint-012345-0123456789ab/, 012345",
    })
    void thePathOfAStateTellsItsOwner(String path, String owner) {
        assertThat(new SavedState(path, 0).owner()).isEqualTo(owner);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/h/flink/checkpoints/0123/chk-12",
                "/h/savepoint-012345-x",
                "/h/savepoint-01234-0123456789ab",
                "/h/savepoint-012345-0123456789ab/more",
                "",
            })
    void anotherPathTellsNoOwner(String path) {
        assertThat(new SavedState(path, 0).owner()).isEmpty();
    }

    @Test
    void aStateElsewhereCountsAsThere() throws IOException {
        assertThat(new SavedState("s3://b/chk-1", 0).exists()).isTrue();
        assertThat(new SavedState(home.resolve("chk-1").toString(), 0).exists()).isFalse();
        Files.createDirectories(home.resolve("chk-1"));
        assertThat(new SavedState(home.resolve("chk-1").toString(), 0).exists())
                .as("cut short")
                .isFalse();
        Files.createFile(home.resolve("chk-1/_metadata"));
        assertThat(new SavedState(home.resolve("chk-1").toString(), 0).exists()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "FINISHED, true",
        "CANCELED, true",
        "FAILED, true",
        "RUNNING, false",
        "RESTARTING, false",
        "CANCELLING, false",
        "FAILING, false",
        "SUSPENDED, false",
    })
    void aJobThatMayGoOnHasNotEnded(String state, boolean ended) {
        assertThat(new FlinkJob(ID, "x", state, 0, 0).ended()).isEqualTo(ended);
    }
}
