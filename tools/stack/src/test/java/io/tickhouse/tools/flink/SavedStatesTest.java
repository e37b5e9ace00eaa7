package io.tickhouse.tools.flink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.tickhouse.tools.UserError;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests that a restore never takes the state of another job, and never an older one (fault H2). */
class SavedStatesTest {

    private static final String MINE = "a".repeat(32);
    private static final String OTHER = "b".repeat(32);
    private static final String UNKNOWN = "c".repeat(32);

    @TempDir private Path folder;
    private Path home;
    private JobRecords records;
    private final JobPlan plan = plan("--source-topic=mine");

    @BeforeEach
    void twoJobs() throws IOException {
        home = folder.resolve("a home 100%");
        records = new JobRecords(home);
        records.remember(MINE, plan);
        records.remember(OTHER, plan("--source-topic=other"));
    }

    @Test
    void theNewestOfTheSameJobIsTakenAndNotTheNewestOfAll() throws IOException {
        checkpoint(MINE, 3, 10);
        Path newest = savepoint(MINE, 20);
        savepoint(OTHER, 30);

        assertThat(states().latest(plan).path()).isEqualTo(newest.toString());
    }

    @Test
    void theStateOfAnotherJobIsRefusedWithWhatThereIs() throws IOException {
        Path other = savepoint(OTHER, 30);

        assertThatThrownBy(() -> states().latest(plan))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("is of " + plan)
                .hasMessageContaining(
                        "flatten other to topic flattened_stocks and table db.flattened_stocks: "
                                + other)
                .hasMessageContaining("submit without --from");
    }

    @Test
    void ofTheStatesOfEachOtherJobTheNewestHasALine() throws IOException {
        for (int job = 0; job < 7; job++) {
            String id = String.valueOf((char) ('1' + job)).repeat(32);
            records.remember(id, plan("--source-topic=raw" + job));
            checkpoint(id, 1, 10 + job);
            checkpoint(id, 2, 100 + job);
        }

        String message = catchThrowable(() -> states().latest(plan)).getMessage();

        assertThat(message.lines()).hasSize(7);
        assertThat(message.lines().skip(1))
                .element(0)
                .asString()
                .startsWith("  flatten raw6 to topic ")
                .endsWith("/chk-2");
        assertThat(message.lines().skip(1))
                .element(4)
                .asString()
                .startsWith("  flatten raw2 to topic ")
                .endsWith("/chk-2");
        assertThat(message).endsWith("  and of 2 more");
    }

    @Test
    void withoutAnyStateThatIsSaid() {
        assertThatThrownBy(() -> states().latest(plan))
                .hasMessageContaining("no savepoint or checkpoint in " + home);
    }

    @Test
    void anUnfinishedCheckpointIsPassedOver() throws IOException {
        Path complete = checkpoint(MINE, 3, 10);
        Files.createDirectories(home.resolve("flink/checkpoints/" + MINE + "/chk-4"));

        assertThat(states().latest(plan).path()).isEqualTo(complete.toString());
    }

    /** As running jobs do with their old checkpoints. */
    @Test
    void aStateThatIsRemovedDuringTheLookIsPassedOver() throws IOException {
        Path kept = checkpoint(MINE, 3, 10);
        AtomicBoolean over = new AtomicBoolean();
        CompletableFuture<Void> job =
                CompletableFuture.runAsync(
                        () -> {
                            for (int id = 1; !over.get(); id = id % 50 + 1) {
                                remove(checkpointOf(OTHER, id));
                            }
                        });
        try {
            for (int look = 0; look < 300; look++) {
                assertThat(states().latest(plan).path()).isEqualTo(kept.toString());
            }
        } finally {
            over.set(true);
            job.join();
        }
    }

    private Path checkpointOf(String job, int id) {
        try {
            return checkpoint(job, id, 20);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void remove(Path checkpoint) {
        try {
            Files.delete(checkpoint.resolve("_metadata"));
            Files.delete(checkpoint);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void aNewerStateOfAnUnknownJobIsNotPassedOverInSilence() throws IOException {
        checkpoint(MINE, 3, 10);
        Path unknown = checkpoint(UNKNOWN, 1, 20);

        assertThatThrownBy(() -> states().latest(plan))
                .hasMessageContaining(unknown + " is newer")
                .hasMessageContaining("--from PATH");
    }

    @Test
    void anUnknownJobThatTheClusterListsUnderAnotherNameIsNotTheSame() throws IOException {
        Path mine = checkpoint(MINE, 3, 10);
        checkpoint(UNKNOWN, 1, 20);

        SavedStates states =
                new SavedStates(home, records, List.of(), s -> s.owner().equals(UNKNOWN));

        assertThat(states.latest(plan).path()).isEqualTo(mine.toString());
    }

    @Test
    void aRecordOfAnEarlierVersionTellsNothing() throws IOException {
        Files.writeString(home.resolve("cli/jobs/" + MINE), "flatten");
        checkpoint(MINE, 3, 10);

        assertThat(states().has(plan)).isFalse();
        assertThatThrownBy(() -> states().latest(plan))
                .hasMessageContaining("jobs that were not submitted from here: ");
    }

    @Test
    void aStateElsewhereThatTheClusterKnowsCounts() throws IOException {
        savepoint(MINE, 10);
        SavedState elsewhere = new SavedState("s3://there/savepoint-aaaaaa-0123", 20);

        SavedStates states = new SavedStates(home, records, List.of(elsewhere), s -> false);

        assertThat(states.latest(plan)).isEqualTo(elsewhere);
    }

    @Test
    void anOlderStateIsNotTakenForANewestOneThatIsGone() throws IOException {
        savepoint(MINE, 10);
        String gone = home.resolve("flink/checkpoints/" + MINE + "/chk-9").toString();

        SavedStates states =
                new SavedStates(home, records, List.of(new SavedState(gone, 20)), s -> false);

        assertThatThrownBy(() -> states.latest(plan))
                .hasMessageContaining(gone + ", is gone")
                .hasMessageContaining("--starting-offsets committed");
    }

    @Test
    void aPathOfAnotherJobIsRefused() throws IOException {
        Path other = savepoint(OTHER, 30);

        assertThatThrownBy(() -> states().named(other.toUri().toString(), plan))
                .hasMessageContaining("is of flatten other to topic")
                .hasMessageContaining("this job is " + plan)
                .hasMessageContaining("the job refuses it too")
                .hasMessageNotContaining("--force");
    }

    @Test
    void aStateFromBeforeTheJobWroteToATableIsRefusedUnlessForced() throws IOException {
        records.remember(OTHER, plan("--source-topic=mine", "--output-mode=kafka-only"));
        Path before = savepoint(OTHER, 30);

        assertThatThrownBy(() -> states().named(before.toString(), plan))
                .hasMessageContaining("is of flatten mine to topic flattened_stocks, and this job")
                .hasMessageContaining("--force");
    }

    @Test
    void anOlderPathOfTheSameJobIsRefused() throws IOException {
        Path old = checkpoint(MINE, 3, 10);
        Path newest = checkpoint(MINE, 4, 20);

        assertThatThrownBy(() -> states().named(old.toString(), plan))
                .hasMessageContaining("is older than " + newest)
                .hasMessageContaining("--force");
        assertThat(states().named(newest.toString(), plan).path()).isEqualTo(newest.toString());
    }

    @Test
    void aUriIsReadEncodedOrNot() throws IOException {
        Path state = savepoint(MINE, 10);

        assertThat(states().named(state.toUri().toString(), plan).path())
                .isEqualTo(state.toString());
        assertThat(states().named("file:" + state, plan).path()).isEqualTo(state.toString());
    }

    private SavedStates states() throws IOException {
        return new SavedStates(home, records, List.of(), s -> false);
    }

    private Path checkpoint(String job, int number, long at) throws IOException {
        return complete(home.resolve("flink/checkpoints/" + job + "/chk-" + number), at);
    }

    private Path savepoint(String job, long at) throws IOException {
        String name = "savepoint-" + job.substring(0, 6) + "-0123456789ab";
        return complete(home.resolve("flink/savepoints").resolve(name), at);
    }

    private static Path complete(Path state, long at) throws IOException {
        Files.createDirectories(state);
        Path metadata = Files.createFile(state.resolve("_metadata"));
        Files.setLastModifiedTime(metadata, FileTime.fromMillis(at));
        return state;
    }

    private static JobPlan plan(String... arguments) {
        return JobPlan.of("flatten", List.of(arguments), Map.of());
    }
}
