package io.tickhouse.minio.care;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tickhouse.minio.care.WriterPositions.Writer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RollbackTest {

    private static final Writer TRADES = TestTable.writer(1, 7);

    @TempDir private Path folder;
    private TestTable table;

    @BeforeEach
    void create() throws IOException {
        table = new TestTable(folder);
        table.commit(TRADES, 3, table.write(1));
    }

    @Test
    void whatNobodysPositionNeedsIsTakenBack() throws IOException {
        long good = head();
        table.append(2);
        table.append(3);

        assertThat(rollback().plan(good)).hasSize(2);
        assertThat(table.rows()).hasSize(3);
        assertThat(rollback().run(good)).hasSize(2);

        assertThat(table.rows()).containsExactly(1.0);
        assertThat(WriterPositions.of(table.load()).checkpoint(TRADES)).isEqualTo(3);
        assertThat(rollback().run(good)).isEmpty();
    }

    @Test
    void theRowsOfAWriterAreNot() throws IOException {
        long good = head();
        table.commit(TRADES, 4, table.write(2));

        assertThatThrownBy(() -> rollback().run(good))
                .isInstanceOf(CareRefusal.class)
                .hasMessageContaining("checkpoint 4")
                .hasMessageContaining("--forget-writer " + TRADES);
        assertThat(table.rows()).containsExactly(1.0, 2.0);
        assertThat(new Rollback(table.load(), Set.of(TRADES)).run(good)).hasSize(1);
        assertThat(table.rows()).containsExactly(1.0);
    }

    /** A bookmark says the same as the snapshot below it. */
    @Test
    void aRepeatedPositionMayGo() throws IOException {
        table.append(2);
        long good = head();
        WriterPositions positions = WriterPositions.of(table.load());
        var repeat = table.load().newAppend();
        positions.carryNewest(repeat);
        repeat.commit();

        assertThat(rollback().run(good)).hasSize(1);
    }

    @Test
    void aSnapshotOfNoAncestorIsRefused() throws IOException {
        long good = head();
        table.append(2);
        long bad = head();
        rollback().run(good);

        assertThatThrownBy(() -> rollback().run(bad))
                .isInstanceOf(CareRefusal.class)
                .hasMessageContaining("is not among those that led to the newest");
    }

    private Rollback rollback() {
        return new Rollback(table.load(), Set.of());
    }

    private long head() {
        return table.load().currentSnapshot().snapshotId();
    }
}
