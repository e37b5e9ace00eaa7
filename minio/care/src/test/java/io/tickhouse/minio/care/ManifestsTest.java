package io.tickhouse.minio.care;

import static org.assertj.core.api.Assertions.assertThat;

import io.tickhouse.minio.care.Manifests.Report;
import io.tickhouse.minio.care.WriterPositions.Writer;
import java.io.IOException;
import java.nio.file.Path;
import org.apache.iceberg.Table;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ManifestsTest {

    private static final Writer TRADES = TestTable.writer(1, 7);

    @TempDir private Path folder;
    private TestTable table;

    @BeforeEach
    void create() {
        table = new TestTable(folder);
    }

    @Test
    void manyBecomeOneWithTheSameFiles() throws IOException {
        table.commit(TRADES, 3, table.write(1));
        for (int i = 0; i < 4; i++) {
            table.append(10 + i);
        }

        Report plan = new Manifests(table.load()).plan();
        Report run = new Manifests(table.load()).run();

        assertThat(plan.before()).isEqualTo(run.before()).isEqualTo(5);
        assertThat(plan.worthwhile()).isTrue();
        assertThat(run.after()).isEqualTo(1);
        assertThat(table.rows()).containsExactly(1.0, 10.0, 11.0, 12.0, 13.0);
        assertThat(WriterPositions.of(table.load()).newestFirst().get(0).depth()).isZero();
        assertThat(WriterPositions.of(table.load()).checkpoint(TRADES)).isEqualTo(3);
    }

    @Test
    void oneAloneIsLeft() throws IOException {
        table.append(1);
        long head = table.load().currentSnapshot().snapshotId();

        assertThat(new Manifests(table.load()).run().worthwhile()).isFalse();
        assertThat(table.load().currentSnapshot().snapshotId()).isEqualTo(head);
    }

    @Test
    void anEmptyTableHasNone() {
        assertThat(new Manifests(table.load()).run().before()).isZero();
    }

    /** Or each care would commit a snapshot that changes nothing. */
    @Test
    void whatWasWrittenTogetherIsLeft() throws IOException {
        for (int day = 0; day < 3; day++) {
            table.appendOn(day, day);
            table.appendOn(day, 10 + day);
        }
        new Manifests(table.load()).run();
        long head = table.load().currentSnapshot().snapshotId();

        Report again = new Manifests(table.load()).run();

        assertThat(again.before()).isEqualTo(1);
        assertThat(again.worthwhile()).isFalse();
        assertThat(table.load().currentSnapshot().snapshotId()).isEqualTo(head);
    }

    /** Days that do not fit into one manifest are divided, but no day is. */
    @Test
    void manyDaysMakeRanges() throws IOException {
        table.load()
                .updateProperties()
                .set("commit.manifest.target-size-bytes", "20000")
                .set("commit.manifest-merge.enabled", "false")
                .commit();
        for (int day = 0; day < 8; day++) {
            table.appendOn(day, day);
            table.appendOn(day, 10 + day);
        }
        Report first = new Manifests(table.load()).run();
        Report last = first;
        int runs = 1;
        while (last.worthwhile()) {
            last = new Manifests(table.load()).run();
            runs++;
        }

        assertThat(first.before()).isEqualTo(16);
        assertThat(first.after()).isBetween(2, 8);
        assertThat(last.after()).isLessThanOrEqualTo(first.after());
        assertThat(runs).isLessThan(6);
        assertThat(table.rows()).hasSize(16);
        assertThat(table.load().currentSnapshot().dataManifests(table.load().io()))
                .allSatisfy(each -> assertThat(each.existingFilesCount() % 2).isZero());
    }

    @Test
    void eachPartitionAndSpecIsKept() throws IOException {
        table.append(1);
        Table other = table.load();
        other.updateSpec().addField("S").commit();
        table.append(2);
        table.append(3);

        new Manifests(table.load()).run();

        assertThat(table.rows()).containsExactly(1.0, 2.0, 3.0);
    }
}
