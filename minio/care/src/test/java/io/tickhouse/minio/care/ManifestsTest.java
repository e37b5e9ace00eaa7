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
