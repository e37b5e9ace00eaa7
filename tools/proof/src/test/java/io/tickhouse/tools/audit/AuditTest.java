package io.tickhouse.tools.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tickhouse.kafka.topics.Delivery;
import io.tickhouse.minio.lake.LakeSettings;
import io.tickhouse.model.Kind;
import io.tickhouse.tools.UserError;
import io.tickhouse.tools.audit.AuditOptions.OutputMode;
import io.tickhouse.tools.audit.AuditReport.PinotTable;
import io.tickhouse.tools.audit.AuditReport.Side;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.Test;

/** Audits sides in memory, which change from one look to the next. */
class AuditTest {

    private static final Duration LONG = Duration.ofMinutes(1);

    private final Memory sides = new Memory();
    private final List<String> said = new ArrayList<>();

    /** Three trades and a bad element of one record; each look runs what is due. */
    private static final class Memory implements Sides {
        final RawIndex raw = new RawIndex(Map.of(0, new RawIndex.Range(0, 1)), () -> Map.of(0, 1L));
        final Seen deadLetters = new Seen(raw, null);
        final List<String> calls = new ArrayList<>();
        final Deque<Runnable> looks = new ArrayDeque<>();
        Seen iceberg = new Seen(raw, null);
        Seen flattened = new Seen(raw, null);
        List<PinotTable> pinot = List.of();
        List<String> faults = List.of();

        Memory() {
            raw.add(0, 0, 4, index -> index == 3 ? null : Kind.TRADE, Long.MIN_VALUE);
        }

        @Override
        public RawIndex raw() {
            calls.add("raw");
            return raw;
        }

        @Override
        public List<String> notes() {
            return List.of("Kafka has deleted the oldest records of raw: they are not audited.");
        }

        @Override
        public Seen iceberg() {
            calls.add("iceberg");
            if (!looks.isEmpty()) {
                looks.remove().run();
            }
            return iceberg;
        }

        @Override
        public Seen flattened() {
            calls.add("flattened");
            return flattened;
        }

        @Override
        public Seen deadLetters() {
            calls.add("dead letters");
            return deadLetters;
        }

        @Override
        public List<PinotTable> pinot(boolean last) {
            calls.add(last ? "pinot, last" : "pinot");
            return pinot;
        }

        @Override
        public List<String> faults() {
            return faults;
        }

        @Override
        public void close() {
            calls.add("close");
        }

        /** All that the job makes of the record. */
        void complete() {
            for (int index = 0; index < 3; index++) {
                iceberg.row(new Coordinate(0, 0, index), Seen.NO_TIME);
                flattened.row(new Coordinate(0, 0, index), Seen.NO_TIME);
            }
            deadLetters.deadLetter(new Coordinate(0, 0, 3), 1, false, Seen.NO_TIME);
        }
    }

    @Test
    void looksOnceAtWhatIsComplete() throws InterruptedException {
        sides.complete();

        AuditReport report = audit(LONG);

        assertThat(report.clean()).isTrue();
        assertThat(report.elements()).isEqualTo(4);
        assertThat(report.sides())
                .extracting(Side::name)
                .containsExactly("dead letters", "iceberg", "flattened topics");
        assertThat(report.sides()).extracting(Side::found).containsExactly(1L, 3L, 3L);
        assertThat(report.notes()).hasSize(1);
        assertThat(sides.calls)
                .containsExactly("raw", "iceberg", "flattened", "dead letters", "pinot");
    }

    @Test
    void looksAgainUntilAllIsThere() throws InterruptedException {
        sides.looks.add(() -> {});
        sides.looks.add(() -> {});
        sides.looks.add(sides::complete);

        assertThat(audit(LONG).clean()).isTrue();

        assertThat(sides.calls.stream().filter("iceberg"::equals)).hasSize(3);
        assertThat(sides.calls.stream().filter("raw"::equals)).hasSize(1);
    }

    @Test
    void withoutPatienceTheFirstLookIsTheLast() throws InterruptedException {
        AuditReport report = audit(Duration.ZERO);

        assertThat(report.clean()).isFalse();
        assertThat(report.sides()).extracting(Side::missing).containsExactly(0L, 4L, 4L);
        assertThat(sides.calls.stream().filter("iceberg"::equals)).hasSize(1);
        assertThat(sides.calls).endsWith("pinot, last");
    }

    @Test
    void theLastLookBeginsAfterTheWait() throws InterruptedException {
        assertThat(audit(Duration.ofMillis(300)).clean()).isFalse();

        assertThat(sides.calls).contains("pinot").endsWith("pinot, last");
    }

    @Test
    void tooFewElementsAreNotWaitedFor() throws InterruptedException {
        sides.complete();

        AuditReport report = audit(LONG, Delivery.EXACTLY_ONCE, 5);

        assertThat(report.clean()).isFalse();
        assertThat(report.verdict()).contains("at least 5");
        assertThat(sides.calls.stream().filter("iceberg"::equals)).hasSize(1);
    }

    @Test
    void whatTheJobDoesNotWriteIsNotInTheReport() throws InterruptedException {
        sides.complete();
        sides.iceberg = null;

        AuditReport report = audit(LONG);

        assertThat(report.clean()).isTrue();
        assertThat(report.sides())
                .extracting(Side::name)
                .containsExactly("dead letters", "flattened topics");
    }

    @Test
    void onlyTopicsOfAnAtLeastOnceJobMayHaveDuplicates() throws InterruptedException {
        sides.complete();
        sides.flattened.row(new Coordinate(0, 0, 1), Seen.NO_TIME);

        assertThat(audit(Duration.ZERO, Delivery.AT_LEAST_ONCE, 1).clean()).isTrue();
        assertThat(audit(Duration.ZERO).clean()).isFalse();

        sides.iceberg.row(new Coordinate(0, 0, 1), Seen.NO_TIME);

        assertThat(audit(Duration.ZERO, Delivery.AT_LEAST_ONCE, 1).clean()).isFalse();
    }

    @Test
    void pinotAndWhatWasMadeOfAnotherTopicCount() throws InterruptedException {
        sides.complete();
        sides.pinot = List.of(PinotTable.not("flat", "flat", 2, "not all rows are there yet"));

        assertThat(audit(Duration.ZERO).clean()).isFalse();

        sides.pinot = List.of();
        sides.faults = List.of("Topic flat holds rows of other.");

        assertThat(audit(Duration.ZERO).faults()).isEqualTo(sides.faults);
        assertThat(audit(Duration.ZERO).clean()).isFalse();
    }

    @Test
    void aServiceMayComeBack() throws InterruptedException {
        sides.complete();
        sides.looks.add(AuditTest::outage);
        sides.looks.add(AuditTest::outage);

        assertThat(audit(LONG).clean()).isTrue();

        assertThat(said)
                .singleElement()
                .asString()
                .startsWith("Waiting for a service to come back");
        assertThat(said.get(0)).endsWith(" s at most: Kafka does not answer.");
    }

    @Test
    void aServiceThatStaysAwayEndsTheWait() {
        for (int look = 0; look < 1_000; look++) {
            sides.looks.add(AuditTest::outage);
        }

        assertThatThrownBy(() -> audit(Duration.ofMillis(20)))
                .isInstanceOf(UserError.class)
                .hasMessage("Waited 0 s without success: Kafka does not answer.");
    }

    @Test
    void withoutPatienceAnOutageIsAFailure() {
        sides.looks.add(AuditTest::outage);

        assertThatThrownBy(() -> audit(Duration.ZERO)).hasMessage("Kafka does not answer.");
    }

    @Test
    void whatIsNoOutageIsNotWaitedFor() {
        sides.looks.add(
                () -> {
                    throw UserError.failed("There is no topic raw.");
                });

        assertThatThrownBy(() -> audit(LONG)).hasMessage("There is no topic raw.");
    }

    private static void outage() {
        throw UserError.outage("Kafka does not answer.", null);
    }

    private AuditReport audit(Duration patience) throws InterruptedException {
        return audit(patience, Delivery.EXACTLY_ONCE, 1);
    }

    private AuditReport audit(Duration patience, Delivery delivery, long atLeast)
            throws InterruptedException {
        AuditOptions options =
                new AuditOptions(
                        new Properties(),
                        "raw",
                        "dead",
                        "flat",
                        "local.db.flat",
                        new LakeSettings(LakeSettings.Type.REST, "", "", "", "", "", Map.of()),
                        OutputMode.BOTH,
                        delivery,
                        null,
                        null,
                        null,
                        atLeast,
                        patience);
        return new Audit(options, sides, Duration.ofMillis(1), said::add).run();
    }
}
