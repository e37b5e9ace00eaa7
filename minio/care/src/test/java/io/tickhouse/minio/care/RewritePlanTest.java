package io.tickhouse.minio.care;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DataFiles;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.FileMetadata;
import org.apache.iceberg.Table;
import org.apache.iceberg.expressions.Expressions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RewritePlanTest {

    private static final RewritePlan.Options SMALL_FILES =
            new RewritePlan.Options(
                    Expressions.alwaysTrue(), "", 0, 5, Duration.ZERO, Long.MAX_VALUE, false);

    @TempDir Path folder;
    private TestTable trades;

    @BeforeEach
    void create() {
        trades = new TestTable(folder);
    }

    @Test
    void smallFilesOfADayBecomeOne() throws IOException {
        fill(6);

        RewritePlan plan = RewritePlan.of(trades.load(), SMALL_FILES);

        assertThat(plan.groups()).hasSize(1);
        assertThat(plan.files()).isEqualTo(6);
        assertThat(plan.outputs()).isEqualTo(1);
        assertThat(plan.rows()).isEqualTo(6);
        assertThat(plan.plannedOn()).isEqualTo(trades.load().currentSnapshot().snapshotId());
    }

    @Test
    void fewFilesAndEmptyTablesStay() throws IOException {
        assertThat(RewritePlan.of(trades.load(), SMALL_FILES).groups()).isEmpty();
        fill(4);
        assertThat(RewritePlan.of(trades.load(), SMALL_FILES).groups()).isEmpty();
    }

    /** Columns S and s differ by case alone, with which Iceberg's own jobs fail. */
    @Test
    void filtersMayNameTheSeedsColumns() throws IOException {
        fill(6);

        assertThat(planOf("S = 'AAA' AND s >= 3", "").files()).isEqualTo(3);
        assertThat(planOf("s > 100", "").groups()).isEmpty();
    }

    @Test
    void takesOnePartition() throws IOException {
        fill(6);

        assertThat(planOf("", "event_time_day=2025-11-13").files()).isEqualTo(6);
        assertThat(planOf("", "event_time_day=2025-11-1").groups()).isEmpty();
    }

    @Test
    void leavesYoungFiles() throws IOException {
        fill(6);

        RewritePlan.Options options =
                new RewritePlan.Options(
                        Expressions.alwaysTrue(),
                        "",
                        0,
                        2,
                        Duration.ofDays(1),
                        Long.MAX_VALUE,
                        false);

        assertThat(RewritePlan.of(trades.load(), options).groups()).isEmpty();
    }

    @Test
    void leavesWhatIsBeyondTheLimit() throws IOException {
        fill(6);

        RewritePlan.Options options =
                new RewritePlan.Options(
                        Expressions.alwaysTrue(), "", 0, 2, Duration.ZERO, 100, false);

        assertThat(RewritePlan.of(trades.load(), options).groups()).isEmpty();
    }

    /** Files of the right size, of which one has the order. */
    @Test
    void aLimitThatNoNumberHoldsIsNone() {
        assertThat(RewritePlan.Options.bytesOf(3)).isEqualTo(3 << 20);
        assertThat(RewritePlan.Options.bytesOf(0)).isEqualTo(Long.MAX_VALUE);
        assertThat(RewritePlan.Options.bytesOf(9_000_000_000_000L)).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void aSortTakesLargeFilesThatDoNotHaveTheOrder() throws IOException {
        Table table = trades.load();
        table.replaceSortOrder().asc("S").commit();
        DataFile sorted = trades.write(1);
        long size = sorted.fileSizeInBytes();
        table.newAppend()
                .appendFile(
                        DataFiles.builder(table.spec())
                                .copy(sorted)
                                .withSortOrder(table.sortOrder())
                                .build())
                .appendFile(trades.write(2))
                .commit();

        RewritePlan unsorted = RewritePlan.of(trades.load(), ofSize(size, false));
        RewritePlan plan = RewritePlan.of(trades.load(), ofSize(size, true));

        assertThat(unsorted.groups()).isEmpty();
        assertThat(plan.files()).isEqualTo(1);
        assertThat(plan.groups().get(0).files().get(0).file().sortOrderId()).isZero();
        assertThat(plan.sortOrderId()).isEqualTo(table.sortOrder().orderId());
        // Small ones wait, as they do without a sort.
        assertThat(RewritePlan.of(trades.load(), ofSize(100 * size, true)).groups()).isEmpty();
    }

    private static RewritePlan.Options ofSize(long size, boolean sorted) {
        return new RewritePlan.Options(
                Expressions.alwaysTrue(), "", size, 5, Duration.ZERO, Long.MAX_VALUE, sorted);
    }

    @Test
    void refusesToSortWithoutAnOrder() {
        assertThatThrownBy(() -> RewritePlan.of(trades.load(), ofSize(100, true)))
                .isInstanceOf(CareRefusal.class)
                .hasMessageContaining("has no sort order")
                .hasMessageContaining("--sort none");
    }

    @Test
    void refusesRowsWithIds() throws IOException {
        TestTable newer = new TestTable(folder.resolve("v3"), Map.of("format-version", "3"));
        newer.append(1);
        Table table = newer.load();

        assertThatThrownBy(() -> RewritePlan.of(table, SMALL_FILES))
                .isInstanceOf(CareRefusal.class)
                .hasMessageContaining("has the format version 3");
    }

    @Test
    void refusesDeletedRows() throws IOException {
        fill(5);
        Table table = trades.load();
        table.newRowDelta()
                .addDeletes(
                        FileMetadata.deleteFileBuilder(table.spec())
                                .ofPositionDeletes()
                                .withPath(table.location() + "/data/deletes.parquet")
                                .withFileSizeInBytes(10)
                                .withRecordCount(1)
                                .withPartitionPath("event_time_day=2025-11-13")
                                .build())
                .commit();

        assertThatThrownBy(() -> RewritePlan.of(trades.load(), SMALL_FILES))
                .isInstanceOf(CareRefusal.class)
                .hasMessageContaining("has delete files");
    }

    @Test
    void refusesOtherFormatsThanParquet() throws IOException {
        fill(5);
        Table table = trades.load();
        table.newAppend()
                .appendFile(
                        DataFiles.builder(table.spec())
                                .withPath(table.location() + "/data/rows.orc")
                                .withFormat(FileFormat.ORC)
                                .withFileSizeInBytes(10)
                                .withRecordCount(1)
                                .withPartitionPath("event_time_day=2025-11-13")
                                .build())
                .commit();

        assertThatThrownBy(() -> RewritePlan.of(trades.load(), SMALL_FILES))
                .isInstanceOf(CareRefusal.class)
                .hasMessageContaining("only Parquet files are compacted");
    }

    private RewritePlan planOf(String where, String partition) {
        return RewritePlan.of(
                trades.load(),
                new RewritePlan.Options(
                        Where.parse(where), partition, 0, 2, Duration.ZERO, Long.MAX_VALUE, false));
    }

    private void fill(int files) throws IOException {
        for (int i = 0; i < files; i++) {
            trades.append(i);
        }
    }
}
