package io.tickhouse.tools;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.tickhouse.tools.stack.Progress;
import io.tickhouse.tools.stack.StackOptions;
import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.catalog.TableIdentifier;
import org.junit.jupiter.api.Test;

/**
 * Cares for the table of a job that is down as hard as can be, and restores the job: every row is
 * there once. {@link GuaranteeLimitsITCase} shows what Iceberg's own expiry does to such a job.
 */
class LakeCareITCase extends OnAStack {

    LakeCareITCase() {
        super(StackOptions.only("kafka", "catalog", "flink"));
    }

    @Test
    void aJobThatWasStoppedGoesOn() throws Exception {
        Lane lane = Lane.of("stopped");
        createRaw(lane);
        generate(lane, "--trades", "2000", "--batch-size", "100");
        // No checkpoint comes before the savepoint, so the savepoint has files to commit.
        String job = submit(lane, "--processing-time=4 min");
        await().atMost(SOON).until(() -> flink.counter(job, "flatten.arraysIn") >= 20);
        succeed("savepoint", "--stop", job);
        othersCommit(lane);

        care(lane);

        JsonNode writer = lake(lane, "stats").at("/writers/0");
        assertThat(writer.at("/depth").asInt()).isZero();
        String restored = submitFrom("latest", lane);
        try {
            generate(lane, "--trades", "1000", "--batch-size", "100");
            audit(lane, "--at-least=3000");
        } finally {
            cancel(restored);
        }
    }

    @Test
    void whatAKilledJobHasNotCommittedIsCommitted() throws Exception {
        Lane lane = Lane.of("killed");
        createRaw(lane);
        generate(lane, "--trades", "1000", "--batch-size", "100");
        String job = submit(lane, "--processing-time=6 min");
        await().atMost(SOON).until(() -> flink.counter(job, "flatten.arraysIn") >= 10);
        succeed("savepoint", job);
        kill("taskmanager");
        cancel(job);
        othersCommit(lane);

        JsonNode orphans = care(lane);

        assertThat(orphans.at("/found/pending/0/files").asInt()).isPositive();
        stack.heal(Progress.toStandardError());
        String restored = submitFrom("latest", lane, "--ending-offsets=latest");
        await().atMost(SOON).until(() -> flink.job(restored).state().equals("FINISHED"));
        audit(lane, "--at-least=1000");
    }

    /** Three snapshots, so that the newest of the job is not the newest of the table. */
    private void othersCommit(Lane lane) throws IOException {
        Catalog catalog = stack.endpoints().lake().open("local");
        try {
            Table table = catalog.loadTable(TableIdentifier.parse(lane.table().substring(6)));
            for (int i = 0; i < 3; i++) {
                table.newAppend().commit();
            }
        } finally {
            ((Closeable) catalog).close();
        }
    }

    /** Once the last minute, which stays, is over. */
    private JsonNode care(Lane lane) throws IOException {
        await().atMost(SOON)
                .pollInterval(Duration.ofSeconds(5))
                .until(
                        () ->
                                lake(lane, "expire", "--older-than=0").at("/report/after").asInt()
                                        == 1);
        return lake(lane, "orphans", "--min-age=0", "--writers-stopped");
    }

    private JsonNode lake(Lane lane, String command, String... more) throws IOException {
        List<String> arguments =
                new ArrayList<>(List.of("lake", command, "--json", "--table=" + lane.table()));
        arguments.addAll(List.of(more));
        Run run = Run.of(onThisStack(arguments));
        assertThat(run.exitCode()).as(run.err()).isZero();
        return run.json();
    }
}
