package io.tickhouse.minio.care;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.tickhouse.minio.care.Expiry.Fate;
import io.tickhouse.minio.care.Expiry.Outlook;
import io.tickhouse.minio.care.Expiry.Report;
import io.tickhouse.minio.care.Expiry.Rules;
import io.tickhouse.minio.care.WriterPositions.Writer;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.Table;
import org.apache.iceberg.exceptions.NotFoundException;
import org.apache.iceberg.util.SnapshotUtil;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExpiryTest {

    private static final Writer TRADES = TestTable.writer(1, 7);
    private static final Writer EARLIER_RUN = TestTable.writer(9, 7);
    private static final Writer OTHER = TestTable.writer(2, 8);

    @TempDir private Path folder;
    private TestTable table;

    @BeforeEach
    void create() {
        table = new TestTable(folder);
    }

    @Test
    void atItsHardestTheWritersFindTheirPositions() throws IOException {
        table.commit(OTHER, 7, table.write(1));
        table.commit(TRADES, 3, table.write(2));
        for (int i = 0; i < 5; i++) {
            table.append(10 + i);
        }

        Report report = expire(hardest());

        assertThat(position(TRADES)).isEqualTo(3);
        assertThat(position(OTHER)).isEqualTo(7);
        assertThat(report.writers())
                .extracting(Outlook::fate)
                .containsExactly(Fate.REPEATED, Fate.REPEATED);
        assertThat(table.snapshots()).isEqualTo(2).isEqualTo(report.after());
        assertThat(report.before()).isEqualTo(7);
        assertThat(table.rows()).containsExactly(1.0, 2.0, 10.0, 11.0, 12.0, 13.0, 14.0);
    }

    /** What core's own expiry does to the same table. */
    @Test
    void plainIcebergLosesThePosition() throws IOException {
        table.commit(TRADES, 3, table.write(1));
        table.append(2);

        table.load().expireSnapshots().expireOlderThan(table.later()).retainLast(1).commit();

        assertThat(position(TRADES)).isEqualTo(WriterPositions.NONE);
    }

    @Test
    void aWriterAtTheHeadNeedsNoBookmark() throws IOException {
        table.append(1);
        table.append(2);
        table.commit(TRADES, 3, table.write(3));

        Report report = expire(hardest());

        assertThat(report.writers()).extracting(Outlook::fate).containsExactly(Fate.KEPT);
        assertThat(report.after()).isEqualTo(1);
        assertThat(position(TRADES)).isEqualTo(3);
    }

    @Test
    void anExpiryAgainChangesNothing() throws IOException {
        table.commit(OTHER, 7, table.write(1));
        table.commit(TRADES, 3, table.write(2));
        appendThree();
        assertThat(expire(hardest()).after()).isEqualTo(2);
        long head = table.load().currentSnapshot().snapshotId();

        Report again = expire(hardest());

        assertThat(again.expired()).isZero();
        assertThat(table.load().currentSnapshot().snapshotId()).isEqualTo(head);
    }

    /** Others commit between the decision and the commit: a number of snapshots would be wrong. */
    @Test
    void commitsOfOthersMeanwhileDoNotPushAPositionOut() throws IOException {
        table.commit(TRADES, 3, table.write(1));
        appendThree();
        long now = table.later();
        Table known = table.load();
        Expiry expiry = new Expiry(known, rules(now, 1), now);
        expiry.run(done -> {});
        for (int i = 0; i < 3; i++) {
            table.append(10 + i);
        }

        new Expiry(known, rules(now, 1), now).run(done -> {});

        assertThat(position(TRADES)).isEqualTo(3);
    }

    @Test
    void onlyTheLastRunOfAnOperatorIsKeptForEver() throws IOException {
        table.commit(EARLIER_RUN, 90, table.write(1));
        table.later();
        table.commit(TRADES, 3, table.write(2));
        appendThree();
        long now = table.later();

        Report report = expire(new Rules(now, 1, Duration.ZERO, Set.of(), Duration.ZERO));

        assertThat(report.writers())
                .extracting(each -> each.position().writer(), Outlook::fate)
                .containsExactly(tuple(TRADES, Fate.REPEATED), tuple(EARLIER_RUN, Fate.LET_GO));
        assertThat(position(TRADES)).isEqualTo(3);
        assertThat(position(EARLIER_RUN)).isEqualTo(WriterPositions.NONE);
    }

    @Test
    void aBookmarkDoesNotMakeAWriterYounger() throws IOException {
        table.commit(EARLIER_RUN, 90, table.write(1));
        appendThree();
        expire(hardest());
        assertThat(position(EARLIER_RUN)).isEqualTo(90);
        table.commit(TRADES, 3, table.write(3));
        appendThree();
        long now = table.later();

        expire(new Rules(now, 1, Duration.ZERO, Set.of(), Duration.ZERO));

        assertThat(position(EARLIER_RUN)).isEqualTo(WriterPositions.NONE);
    }

    @Test
    void aForgottenWriterLosesItsPosition() throws IOException {
        table.commit(TRADES, 3, table.write(1));
        table.append(2);
        long now = table.later();

        Report report =
                expire(new Rules(now, 1, Duration.ofDays(30), Set.of(TRADES), Duration.ZERO));

        assertThat(report.writers()).extracting(Outlook::fate).containsExactly(Fate.LET_GO);
        assertThat(position(TRADES)).isEqualTo(WriterPositions.NONE);
    }

    /** A snapshot without operator would hide newer ones of its job, were it repeated. */
    @Test
    void aPositionWithoutOperatorStaysWhereItIs() throws IOException {
        Writer old = new Writer(TRADES.job(), null);
        table.append(1);
        table.commit(old, 3, table.write(2));
        table.commit(TRADES, 4, table.write(3));
        table.append(4);

        Report report = expire(hardest());

        assertThat(report.expired()).isEqualTo(1);
        assertThat(position(TRADES)).isEqualTo(4);
        assertThat(position(TestTable.writer(1, 55))).isEqualTo(3);
    }

    @Test
    void theLastMinuteStaysBecauseClocksDiffer() throws IOException {
        table.append(1);
        table.commit(TRADES, 3, table.write(2));

        Report report = expire(new Rules(table.later(), 1, Duration.ofDays(30), Set.of()));

        assertThat(report.expired()).isZero();
    }

    @Test
    void aPlanSaysWhatTheRunThenDoes() throws IOException {
        table.commit(OTHER, 7, table.write(1));
        DataFile small = table.write(2);
        table.commit(TRADES, 3, small);
        table.append(3);
        Table writer = table.load();
        writer.newRewrite().deleteFile(small).addFile(table.write(2)).commit();
        table.append(4);
        Rules rules = hardest();

        Report plan = new Expiry(table.load(), rules, rules.olderThanMs()).plan();
        int untouched = table.snapshots();
        Report run = expire(rules);

        assertThat(untouched).isEqualTo(plan.before());
        assertThat(plan.expired()).isEqualTo(run.expired());
        assertThat(plan.after()).isEqualTo(run.after());
        assertThat(plan.dataFiles()).isEqualTo(run.dataFiles()).isEqualTo(1);
        assertThat(plan.writers())
                .extracting(each -> each.position().writer(), Outlook::fate)
                .containsExactly(tuple(TRADES, Fate.REPEATED), tuple(OTHER, Fate.REPEATED));
        assertThat(run.writers())
                .extracting(Outlook::fate)
                .containsExactly(Fate.REPEATED, Fate.REPEATED);
        assertThat(run.failures()).isZero();
        assertThat(table.rows()).containsExactly(1.0, 2.0, 3.0, 4.0);
        assertThatThrownBy(
                        () -> table.load().io().newInputFile(small.location()).newStream().close())
                .isInstanceOf(NotFoundException.class);
    }

    @Test
    void retainLastKeepsMore() throws IOException {
        for (int i = 0; i < 6; i++) {
            table.append(i);
        }

        assertThat(expire(rules(table.later(), 4)).after()).isEqualTo(4);
    }

    @Test
    void aTableWhoseFilesMayBeSharedIsRefused() {
        TestTable shared = new TestTable(folder.resolve("other"), Map.of("gc.enabled", "false"));

        assertThatThrownBy(() -> new Expiry(shared.load(), rules(0, 1), 0))
                .isInstanceOf(CareRefusal.class)
                .hasMessageContaining("gc.enabled=false");
    }

    @Test
    void anEmptyTableHasNothingToExpire() {
        assertThat(expire(rules(1, 1)).expired()).isZero();
        assertThat(new Expiry(table.load(), rules(1, 1), 1).plan().expired()).isZero();
    }

    /** A branch with an age of its own keeps by that, and the positions are repeated for it. */
    @Test
    void theAgeOfTheBranchItselfCounts() throws IOException {
        table.commit(TRADES, 3, table.write(1));
        table.append(2);
        table.append(3);
        long now = table.later();
        table.load().manageSnapshots().setMaxSnapshotAgeMs("main", 1).commit();

        Report report = new Expiry(table.load(), rules(0, 1), now + 1).run(done -> {});

        assertThat(report.after()).isLessThan(report.before() + 1);
        assertThat(position(TRADES)).isEqualTo(3);
    }

    /** It walks from the head of its branch. */
    @Test
    void aWriterOfAnotherBranchFindsItsPosition() throws IOException {
        table.append(1);
        long fork = table.load().currentSnapshot().snapshotId();
        table.load().manageSnapshots().createBranch("audit", fork).commit();
        table.commitTo("audit", OTHER, 7, table.write(2));
        table.commitTo("audit", TRADES, 3, table.write(3));
        table.commitTo("audit", TRADES, 4, table.write(4));
        table.append(5);
        Rules rules = hardest();

        Report plan = new Expiry(table.load(), rules, rules.olderThanMs()).plan();
        Report run = expire(rules);

        Table after = table.load();
        WriterPositions found =
                WriterPositions.of(
                        SnapshotUtil.ancestorsOf(
                                after.refs().get("audit").snapshotId(), after::snapshot));
        assertThat(found.checkpoint(OTHER)).isEqualTo(7);
        assertThat(found.checkpoint(TRADES)).isEqualTo(4);
        assertThat(plan.cutoffMs()).isEqualTo(run.cutoffMs());
        assertThat(plan.expired()).isEqualTo(run.expired());
    }

    @Test
    void anotherBranchWithAnAgeOfItsOwnMayBeRefused() throws IOException {
        table.append(1);
        long fork = table.load().currentSnapshot().snapshotId();
        table.load().manageSnapshots().createBranch("audit", fork).commit();
        table.commitTo("audit", OTHER, 7, table.write(2));
        table.commitTo("audit", TRADES, 3, table.write(3));
        table.load().manageSnapshots().setMaxSnapshotAgeMs("audit", 1).commit();
        table.append(4);
        Rules rules = rules(table.later() + 1, 1);

        assertThatThrownBy(() -> expire(rules))
                .isInstanceOf(CareRefusal.class)
                .hasMessageContaining("Branch audit of table");
    }

    private void appendThree() throws IOException {
        for (int i = 0; i < 3; i++) {
            table.append(20 + i);
        }
    }

    private Rules hardest() {
        return rules(table.later(), 1);
    }

    private static Rules rules(long olderThanMs, int retainLast) {
        return new Rules(olderThanMs, retainLast, Duration.ofDays(30), Set.of(), Duration.ZERO);
    }

    private Report expire(Rules rules) {
        return new Expiry(table.load(), rules, Math.max(1, rules.olderThanMs())).run(done -> {});
    }

    private long position(Writer writer) {
        return WriterPositions.of(table.load()).checkpoint(writer);
    }
}
