package io.tickhouse.minio.care;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tickhouse.minio.care.WriterPositions.Writer;
import java.io.IOException;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.apache.iceberg.BaseTable;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableOperations;
import org.apache.iceberg.exceptions.CommitStateUnknownException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PublicationTest {

    private static final Writer WRITER = TestTable.writer(1, 1);
    private static final Duration NO_PAUSE = Duration.ZERO;

    @TempDir Path folder;
    private TestTable trades;

    @BeforeEach
    void fill() throws IOException {
        trades = new TestTable(folder);
        trades.commit(WRITER, 1, trades.write(1, 2));
        trades.commit(WRITER, 2, trades.write(3));
    }

    @Test
    void replacesFilesAndKeepsItsReceipt() throws Exception {
        Rewrite rewrite = new Rewrite(1, 2, 3);

        Snapshot snapshot = rewrite.publication(trades.load()).commit();

        assertThat(snapshot.operation()).isEqualTo("replace");
        assertThat(Receipt.of(snapshot)).contains(rewrite.receipt);
        assertThat(trades.rows()).containsExactly(1.0, 2.0, 3.0);
        assertThat(WriterPositions.of(List.of(snapshot)).checkpoint(WRITER)).isEqualTo(2);
    }

    /** The writer commits between plan and commit: nothing is lost, and its position is carried. */
    @Test
    void aWriterCommitsBetweenPlanAndCommit() throws Exception {
        Rewrite rewrite = new Rewrite(1, 2, 3);
        trades.commit(WRITER, 3, trades.write(4));

        Snapshot snapshot = rewrite.publication(trades.load()).commit();

        assertThat(trades.rows()).containsExactly(1.0, 2.0, 3.0, 4.0);
        assertThat(WriterPositions.of(List.of(snapshot)).checkpoint(WRITER)).isEqualTo(3);
    }

    /** And between the look at the positions and the commit, several times. */
    @Test
    void aWriterCommitsFasterThanWeDo() throws Exception {
        Rewrite rewrite = new Rewrite(1, 2, 3);
        int[] checkpoint = {2};
        Table busy =
                tableThat(
                        () -> {
                            if (checkpoint[0] < 6) {
                                checkpoint[0]++;
                                trades.commit(
                                        WRITER, checkpoint[0], trades.write(checkpoint[0] + 1));
                            }
                        },
                        () -> {});

        Snapshot snapshot = rewrite.publication(busy).commit();

        assertThat(trades.rows()).containsExactly(1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0);
        assertThat(WriterPositions.of(List.of(snapshot)).checkpoint(WRITER)).isEqualTo(6);
        assertThat(WriterPositions.of(trades.load()).checkpoint(WRITER)).isEqualTo(6);
    }

    @Test
    void ofTwoCompactionsOneIsRefused() throws Exception {
        Rewrite one = new Rewrite(1, 2, 3);
        Rewrite two = new Rewrite(1, 2, 3);
        one.publication(trades.load()).commit();

        assertThatThrownBy(() -> two.publication(trades.load()).commit())
                .isInstanceOf(CareRefusal.class)
                .hasMessageContaining("has changed meanwhile")
                .hasMessageEndingWith("compact it again.");

        assertThat(trades.rows()).containsExactly(1.0, 2.0, 3.0);
    }

    /** The catalog took the commit, and its answer was lost. */
    @Test
    void aLostAnswerIsLookedUp() throws Exception {
        Rewrite rewrite = new Rewrite(1, 2, 3);
        int[] lost = {1};
        Table unreliable =
                tableThat(
                        () -> {},
                        () -> {
                            if (lost[0]-- > 0) {
                                throw new CommitStateUnknownException(new IOException("reset"));
                            }
                        });

        Snapshot snapshot = rewrite.publication(unreliable).commit();

        assertThat(Receipt.of(snapshot)).contains(rewrite.receipt);
        assertThat(replacements()).isEqualTo(1);
        assertThat(trades.rows()).containsExactly(1.0, 2.0, 3.0);
    }

    /** The catalog did not take it, and its answer is lost. */
    @Test
    void aCommitThatNeverArrivedIsMadeAgain() throws Exception {
        Rewrite rewrite = new Rewrite(1, 2, 3);
        int[] lost = {1};
        Table unreliable =
                tableThat(
                        () -> {
                            if (lost[0]-- > 0) {
                                throw new CommitStateUnknownException(new IOException("reset"));
                            }
                        },
                        () -> {});

        rewrite.publication(unreliable).commit();

        assertThat(replacements()).isEqualTo(1);
        assertThat(trades.rows()).containsExactly(1.0, 2.0, 3.0);
    }

    @Test
    void committingAgainChangesNothing() throws Exception {
        Rewrite rewrite = new Rewrite(1, 2, 3);
        Snapshot first = rewrite.publication(trades.load()).commit();

        Snapshot second = rewrite.publication(trades.load()).commit();

        assertThat(second.snapshotId()).isEqualTo(first.snapshotId());
        assertThat(replacements()).isEqualTo(1);
    }

    @Test
    void refusesOutputsWithAnotherNumberOfRows() throws Exception {
        Rewrite rewrite = new Rewrite(1, 2);

        assertThatThrownBy(() -> rewrite.publication(trades.load()))
                .isInstanceOf(CareRefusal.class)
                .hasMessageContaining("3 rows were read, but the table has 3")
                .hasMessageContaining("and 2 in the new ones");
    }

    @Test
    void refusesIfThePlannedSnapshotIsGone() throws Exception {
        Rewrite rewrite = new Rewrite(1, 2, 3);
        trades.append(4);
        trades.load()
                .expireSnapshots()
                .expireOlderThan(System.currentTimeMillis() + 1000)
                .retainLast(1)
                .commit();

        assertThatThrownBy(() -> rewrite.publication(trades.load()).commit())
                .isInstanceOf(CareRefusal.class)
                .hasMessageContaining("is no longer in the history");
        assertThat(trades.rows()).containsExactly(1.0, 2.0, 3.0, 4.0);
    }

    /** What a killed compaction left is removed; one that lives after all commits no more. */
    @Test
    void leftoversAreRemovedBehindAFence() throws Exception {
        Rewrite killed = new Rewrite(1, 2, 3);

        int removed = Leftovers.remove(trades.load(), UUID.randomUUID().toString(), NO_PAUSE);

        assertThat(removed).isEqualTo(1);
        assertThat(exists(killed.output)).isFalse();
        assertThatThrownBy(() -> killed.publication(trades.load()).commit())
                .isInstanceOf(CareRefusal.class)
                .hasMessageContaining("took this one for dead");
        assertThat(trades.rows()).containsExactly(1.0, 2.0, 3.0);
        assertThat(WriterPositions.of(trades.load()).checkpoint(WRITER)).isEqualTo(2);
    }

    /** Its files looked like orphans, because it took so long. */
    @Test
    void orphansOfACompactionAreRemovedBehindAFence() throws Exception {
        Rewrite slow = new Rewrite(1, 2, 3);
        Orphans orphans =
                new Orphans(trades.load(), new Orphans.Rules(Duration.ZERO, true, Set.of()));

        orphans.delete(orphans.find(1L << 60, listed -> {}), deleted -> {});

        assertThat(exists(slow.output)).isFalse();
        assertThatThrownBy(() -> slow.publication(trades.load()).commit())
                .isInstanceOf(CareRefusal.class)
                .hasMessageContaining("took this one for dead");
        assertThat(trades.rows()).containsExactly(1.0, 2.0, 3.0);
        assertThat(WriterPositions.of(trades.load()).checkpoint(WRITER)).isEqualTo(2);
    }

    @Test
    void committedAndYoungFilesAreNoLeftovers() throws Exception {
        Rewrite committed = new Rewrite(1, 2, 3);
        committed.publication(trades.load()).commit();
        Rewrite alive = new Rewrite(1, 2, 3);
        long head = trades.load().currentSnapshot().snapshotId();

        int removed =
                Leftovers.remove(trades.load(), UUID.randomUUID().toString(), Duration.ofHours(1));

        assertThat(removed).isZero();
        assertThat(exists(committed.output)).isTrue();
        assertThat(exists(alive.output)).isTrue();
        assertThat(trades.load().currentSnapshot().snapshotId()).isEqualTo(head);
    }

    /** Tables may share a folder, and this one does not know what the other one has. */
    @Test
    void filesOfOtherTablesAreNoLeftovers() throws Exception {
        Table other = new TestTable(folder.resolve("other")).load();
        Table table = trades.load();
        String name = CareRun.attemptOf(UUID.randomUUID().toString()).file(other, 0, 0);
        DataFile file = trades.writeAt(table.locationProvider().newDataLocation(name), 9);

        int removed = Leftovers.remove(table, UUID.randomUUID().toString(), NO_PAUSE);

        assertThat(removed).isZero();
        assertThat(exists(file)).isTrue();
    }

    @Test
    void earlierAttemptsOfTheSameCompactionAreDead() throws Exception {
        Rewrite earlier = new Rewrite(1, 2, 3);

        int removed =
                Leftovers.remove(trades.load(), earlier.receipt.run().id(), Duration.ofHours(1));

        assertThat(removed).isEqualTo(1);
    }

    private boolean exists(DataFile file) {
        return trades.load().io().newInputFile(file.location()).exists();
    }

    private long replacements() {
        long replacements = 0;
        for (Snapshot each : trades.load().snapshots()) {
            replacements += each.operation().equals("replace") ? 1 : 0;
        }
        return replacements;
    }

    private interface Step {
        void run() throws IOException;
    }

    /** The table as through a catalog that does something before and after each commit. */
    private Table tableThat(Step before, Step after) {
        TableOperations real = ((BaseTable) trades.load()).operations();
        InvocationHandler handler =
                (proxy, method, arguments) -> {
                    boolean commits = method.getName().equals("commit");
                    if (commits) {
                        before.run();
                    }
                    Object result;
                    try {
                        result = method.invoke(real, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                    if (commits) {
                        after.run();
                    }
                    return result;
                };
        return new BaseTable(
                (TableOperations)
                        Proxy.newProxyInstance(
                                getClass().getClassLoader(),
                                new Class<?>[] {TableOperations.class},
                                handler),
                "db.trades");
    }

    /** Rewrites what the table has into one file with these sizes. */
    private final class Rewrite {

        private final List<DataFile> inputs;
        private final DataFile output;
        private final Receipt receipt;

        Rewrite(double... sizes) throws IOException {
            Table table = trades.load();
            RewritePlan plan =
                    RewritePlan.of(
                            table,
                            new RewritePlan.Options(
                                    Where.parse(""), "", 0, 1, NO_PAUSE, Long.MAX_VALUE, false));
            inputs =
                    plan.groups().stream()
                            .flatMap(group -> group.files().stream())
                            .map(FileScanTask::file)
                            .toList();
            CareRun run = CareRun.attemptOf(UUID.randomUUID().toString());
            output =
                    trades.writeAt(
                            table.locationProvider().newDataLocation(run.file(table, 0, 0)), sizes);
            receipt =
                    new Receipt(
                            run,
                            0,
                            new ContentHash(plan.rows(), 1, 2),
                            ContentHash.ALGORITHM,
                            plan.schemaId(),
                            inputs.size(),
                            1,
                            plan.plannedOn());
        }

        Publication publication(Table table) {
            return new Publication(table, receipt, inputs, List.of(output), NO_PAUSE);
        }
    }
}
