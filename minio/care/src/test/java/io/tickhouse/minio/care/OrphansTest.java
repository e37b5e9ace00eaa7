package io.tickhouse.minio.care;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tickhouse.minio.care.Orphans.Found;
import io.tickhouse.minio.care.Orphans.Orphan;
import io.tickhouse.minio.care.Orphans.Pending;
import io.tickhouse.minio.care.Orphans.Removed;
import io.tickhouse.minio.care.Orphans.Rules;
import io.tickhouse.minio.care.WriterPositions.Writer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.TableIdentifier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OrphansTest {

    private static final Writer TRADES = TestTable.writer(1, 7);
    private static final Rules HARDEST = new Rules(Duration.ZERO, true, Set.of());
    private static final long FAR = 1L << 60;

    @TempDir private Path folder;
    private TestTable table;

    @BeforeEach
    void create() {
        table = new TestTable(folder);
    }

    @Test
    void onlyWhatNobodyNeedsIsFound() throws IOException {
        table.append(1);
        table.commit(TRADES, 3, table.write(2));
        table.load()
                .manageSnapshots()
                .createTag("first", table.load().currentSnapshot().snapshotId())
                .commit();
        DataFile lost = table.write(3);

        Found found = find(HARDEST);

        assertThat(locations(found)).containsExactly(Orphans.key(lost.location()));
        assertThat(found.bytes()).isEqualTo(lost.fileSizeInBytes());
        Removed removed = delete(found);
        assertThat(removed)
                .isEqualTo(new Removed(1, lost.fileSizeInBytes(), 0, 0, removed.receipt()));
        assertThat(removed.receipt().files()).isEqualTo(1);
        assertThat(table.has(lost.location())).isFalse();
        assertThat(table.rows()).containsExactly(1.0, 2.0);
        assertThat(find(HARDEST).orphans()).isEmpty();
    }

    /** At any age: the writer is down, and commits them after a restore. */
    @Test
    void whatAWriterHasNotCommittedYetStays() throws IOException {
        String committed = table.stage(TRADES, 3, table.write(1));
        table.commit(TRADES, 3, table.write(2));
        DataFile staged = table.write(3);
        String pending = table.stage(TRADES, 4, staged);

        Found found = find(HARDEST);

        assertThat(locations(found)).hasSize(2).contains(Orphans.key(committed));
        assertThat(found.pending()).containsExactly(new Pending(TRADES, 4, 1));
        delete(found);
        assertThat(table.has(staged.location())).isTrue();
        assertThat(table.has(pending)).isTrue();
    }

    @Test
    void whatAWriterThatNeverCommittedHoldsStays() throws IOException {
        table.append(1);
        table.stage(TRADES, 1, table.write(2));

        assertThat(find(HARDEST).orphans()).isEmpty();
    }

    @Test
    void whatAForgottenWriterHoldsGoes() throws IOException {
        DataFile staged = table.write(2);
        String pending = table.stage(TRADES, 1, staged);

        Found found = find(new Rules(Duration.ZERO, true, Set.of(TRADES)));

        assertThat(locations(found))
                .containsExactlyInAnyOrder(Orphans.key(staged.location()), Orphans.key(pending));
    }

    /** Of a spec that the table has no more: the list brings its own. */
    @Test
    void aListOfAnOlderSpecCanBeRead() throws IOException {
        table.stage(TRADES, 1, table.write(2));
        table.load().updateSpec().addField("S").commit();

        Found found = find(HARDEST);

        assertThat(found.orphans()).isEmpty();
        assertThat(found.pending()).containsExactly(new Pending(TRADES, 1, 1));
    }

    /** Beyond what the newest state names: somebody may have opened the table at such a file. */
    @Test
    void earlierStatesOfTheTableStay() throws IOException {
        TestTable few =
                new TestTable(
                        folder.resolve("other"),
                        Map.of("write.metadata.previous-versions-max", "2"));
        for (int i = 0; i < 6; i++) {
            few.append(i);
        }

        Found found = new Orphans(few.load(), HARDEST).find(FAR, listed -> {});

        assertThat(found.orphans()).isEmpty();
        assertThat(few.load().location() + "/metadata/v1.metadata.json").matches(few::has);
    }

    @Test
    void aListThatCannotBeReadStopsTheSearch() throws IOException {
        Path list = Path.of(java.net.URI.create(table.stage(TRADES, 4, table.write(1))));
        Files.writeString(list, "cut off");
        Files.delete(list.resolveSibling("." + list.getFileName() + ".crc"));

        assertThatThrownBy(() -> find(HARDEST))
                .isInstanceOf(CareRefusal.class)
                .hasMessageContaining("--forget-writer " + TRADES);
    }

    @Test
    void aYoungFileMayBeOpen() throws IOException {
        table.append(1);
        table.write(2);

        Found found =
                new Orphans(table.load(), new Rules(Duration.ofDays(3), false, Set.of()))
                        .find(System.currentTimeMillis(), listed -> {});

        assertThat(found.orphans()).isEmpty();
        assertThat(found.young()).isEqualTo(1);
        assertThatThrownBy(() -> new Rules(Duration.ofHours(23), false, Set.of()))
                .isInstanceOf(CareRefusal.class)
                .hasMessageContaining("--writers-stopped");
    }

    @Test
    void whatIsCommittedAfterTheSearchStays() throws IOException {
        table.append(1);
        DataFile late = table.write(2);
        Table known = table.load();
        Orphans orphans = new Orphans(known, HARDEST);
        Found found = orphans.find(FAR, listed -> {});
        table.load().newAppend().appendFile(late).commit();

        assertThat(orphans.delete(found, done -> {})).isEqualTo(new Removed(0, 0, 1, 0, null));
        assertThat(table.rows()).containsExactly(1.0, 2.0);
    }

    @Test
    void aTableBelowIsRefused() throws IOException {
        table.append(1);
        table.catalog().createTable(TableIdentifier.of("db", "trades", "inner"), TestTable.SCHEMA);

        assertThatThrownBy(() -> find(HARDEST))
                .isInstanceOf(CareRefusal.class)
                .hasMessageContaining("Another table lies below");
    }

    @Test
    void aTableInTheSameFolderIsRefused() throws IOException {
        table.append(1);
        TestTable other = new TestTable(folder.resolve("other"));
        Path metadata =
                Path.of(
                        java.net.URI.create(
                                other.load().location() + "/metadata/v1.metadata.json"));
        Files.copy(
                metadata,
                Path.of(
                        java.net.URI.create(
                                table.load().location() + "/metadata/v77.metadata.json")));

        assertThatThrownBy(() -> find(HARDEST))
                .isInstanceOf(CareRefusal.class)
                .hasMessageContaining("Another table has files in the folder");
        // It may commit all the time, and keep only its newest states; its files are older.
        assertThatThrownBy(
                        () ->
                                new Orphans(
                                                table.load(),
                                                new Rules(Duration.ofDays(3), false, Set.of()))
                                        .find(System.currentTimeMillis(), listed -> {}))
                .isInstanceOf(CareRefusal.class)
                .hasMessageContaining("Another table has files in the folder");
    }

    @Test
    void aTableWhoseFilesMayBeSharedIsRefused() {
        TestTable shared = new TestTable(folder.resolve("other"), Map.of("gc.enabled", "false"));

        assertThatThrownBy(() -> new Orphans(shared.load(), HARDEST))
                .isInstanceOf(CareRefusal.class);
    }

    @Test
    void foldersThatOthersMayShareAreNotSearched() throws IOException {
        String shared = folder.toUri() + "shared";
        TestTable apart = new TestTable(folder.resolve("other"), Map.of("write.data.path", shared));
        apart.append(1);

        Found found = new Orphans(apart.load(), HARDEST).find(FAR, listed -> {});

        assertThat(found.orphans()).isEmpty();
        assertThat(found.elsewhere()).containsExactly(shared);
    }

    @Test
    void theClockOfTheStoreLeavesNothing() {
        Orphans orphans = new Orphans(table.load(), HARDEST);

        assertThat(orphans.storesClock()).isCloseTo(System.currentTimeMillis(), within(60_000));
        assertThat(find(HARDEST).listed()).isEqualTo(2); // metadata and version hint
    }

    @ParameterizedTest
    @CsvSource({
        "s3a://w/db/t/a.parquet, s3://w/db//t/a.parquet",
        "file:/tmp/a, file:///tmp/a",
        "/tmp/a, file:/tmp/a",
        "s3n://w/a, s3://w/a",
    })
    void anAddressHasOneKey(String one, String other) {
        assertThat(Orphans.key(one)).isEqualTo(Orphans.key(other));
    }

    @ParameterizedTest
    @CsvSource({"s3://v/a, s3://w/a", "hdfs://n1/a, hdfs://n2/a", "gs://w/a, s3://w/a"})
    void otherStoresHaveOtherKeys(String one, String other) {
        assertThat(Orphans.key(one)).isNotEqualTo(Orphans.key(other));
    }

    private static org.assertj.core.data.Offset<Long> within(long ms) {
        return org.assertj.core.data.Offset.offset(ms);
    }

    private Found find(Rules rules) {
        return new Orphans(table.load(), rules).find(FAR, listed -> {});
    }

    private Removed delete(Found found) {
        return new Orphans(table.load(), HARDEST).delete(found, done -> {});
    }

    private static List<String> locations(Found found) {
        return found.orphans().stream().map(Orphan::location).map(Orphans::key).toList();
    }
}
