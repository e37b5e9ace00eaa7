package io.tickhouse.minio.care;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tickhouse.minio.care.WriterPositions.Position;
import io.tickhouse.minio.care.WriterPositions.Writer;
import java.io.IOException;
import java.nio.file.Path;
import org.apache.iceberg.AppendFiles;
import org.apache.iceberg.Table;
import org.apache.iceberg.exceptions.ValidationException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WriterPositionsTest {

    private static final Writer A = TestTable.writer(1, 7);
    private static final Writer B = TestTable.writer(2, 7);

    @TempDir private Path folder;
    private TestTable table;

    @BeforeEach
    void create() {
        table = new TestTable(folder);
    }

    @Test
    void aTableWithoutSnapshotsHasNone() {
        assertThat(WriterPositions.of(table.load()).isEmpty()).isTrue();
        assertThat(WriterPositions.of(table.load()).checkpoint(A)).isEqualTo(WriterPositions.NONE);
    }

    @Test
    void eachWriterHasItsNewestCheckpoint() throws IOException {
        table.commit(A, 3, table.write(1));
        table.commit(B, 8, table.write(2));
        table.commit(A, 4, table.write(3));
        table.append(4);

        WriterPositions positions = WriterPositions.of(table.load());

        assertThat(positions.newestFirst()).extracting(Position::writer).containsExactly(A, B);
        assertThat(positions.newestFirst()).extracting(Position::depth).containsExactly(1, 2);
        assertThat(positions.checkpoint(A)).isEqualTo(4);
        assertThat(positions.checkpoint(B)).isEqualTo(8);
        assertThat(positions.checkpoint(TestTable.writer(3, 7))).isEqualTo(WriterPositions.NONE);
    }

    /** As the sink has it: a snapshot without operator answers for each operator of its job. */
    @Test
    void aSnapshotWithoutOperatorHidesOlderOnesOfItsJob() {
        table.commit(A, 3);
        table.commit(new Writer(A.job(), null), 5);
        table.commit(TestTable.writer(1, 9), 6);

        WriterPositions positions = WriterPositions.of(table.load());

        assertThat(positions.checkpoint(A)).isEqualTo(5);
        assertThat(positions.checkpoint(TestTable.writer(1, 9))).isEqualTo(6);
        assertThat(positions.newestFirst()).hasSize(2);
    }

    @Test
    void aRepeatedPositionKeepsTheTimeOfTheWriter() {
        table.commit(A, 3);
        WriterPositions before = WriterPositions.of(table.load());
        table.commit(B, 1);
        AppendFiles repeat = table.load().newAppend();
        before.carryNewest(repeat);
        repeat.commit();

        WriterPositions after = WriterPositions.of(table.load());

        assertThat(after.newestFirst().get(0).depth()).isZero();
        assertThat(after.newestFirst().get(0).writtenMs())
                .isEqualTo(before.newestFirst().get(0).writtenMs());
        assertThat(after.checkpoint(A)).isEqualTo(3);
    }

    @Test
    void theGuardRefusesACommitOverANewerOneOfAWriter() {
        table.commit(A, 3);
        Table known = table.load();
        WriterPositions positions = WriterPositions.of(known);
        AppendFiles repeat = known.newAppend();
        positions.carryNewest(repeat);
        positions.guard(repeat);
        table.commit(A, 4);

        assertThatThrownBy(repeat::commit)
                .isInstanceOf(ValidationException.class)
                .hasMessageContaining("A writer committed meanwhile");
        assertThat(WriterPositions.of(table.load()).checkpoint(A)).isEqualTo(4);
    }

    @Test
    void theGuardLetsOthersCommitBetween() throws IOException {
        table.commit(A, 3);
        Table known = table.load();
        WriterPositions positions = WriterPositions.of(known);
        AppendFiles repeat = known.newAppend();
        positions.carryNewest(repeat);
        positions.guard(repeat);
        table.append(1, 2);

        repeat.commit();

        assertThat(table.rows()).containsExactly(1.0, 2.0);
        assertThat(WriterPositions.of(table.load()).newestFirst().get(0).depth()).isZero();
    }

    @Test
    void withoutTheGuardARepeatedPositionHidesANewerOne() {
        table.commit(A, 3);
        Table known = table.load();
        AppendFiles repeat = known.newAppend();
        WriterPositions.of(known).carryNewest(repeat);
        table.commit(A, 4);

        repeat.commit();

        assertThat(WriterPositions.of(table.load()).checkpoint(A)).isEqualTo(3);
    }
}
