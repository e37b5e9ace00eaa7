package io.tickhouse.tools.audit;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tickhouse.tools.audit.AuditReport.PinotTable;
import io.tickhouse.tools.audit.AuditReport.Side;
import java.util.List;
import org.junit.jupiter.api.Test;

class AuditReportTest {

    @Test
    void anAuditOfNothingIsNotClean() {
        AuditReport nothing = report(0, 0, 1, List.of());
        assertThat(nothing.clean()).isFalse();
        assertThat(nothing.verdict()).contains("nothing to audit").contains("--allow-empty");
        AuditReport allowed = report(0, 0, 0, List.of());
        assertThat(allowed.clean()).isTrue();
        assertThat(allowed.verdict()).isEqualTo("Clean: there was nothing to audit");
    }

    @Test
    void elementsAndBrokenRecordsCountAsSomething() {
        assertThat(report(0, 1, 1, List.of()).clean()).isTrue();
        assertThat(report(1, 0, 1, List.of()).clean()).isTrue();
        AuditReport few = report(99, 0, 100, List.of());
        assertThat(few.clean()).isFalse();
        assertThat(few.verdict()).contains("at least 100");
        assertThat(report(99, 1, 100, List.of()).clean()).isTrue();
    }

    @Test
    void aFaultOfATopicAsAWholeIsNotClean() {
        AuditReport report = report(1, 0, 1, List.of("Topic x holds what came from y."));
        assertThat(report.clean()).isFalse();
        assertThat(report.verdict()).contains("see above");
    }

    @Test
    void aCleanAuditSaysWhetherSomethingArrivedTwice() {
        assertThat(with(side(0, false)).verdict())
                .isEqualTo("Clean: every element arrived exactly once");
        assertThat(with(side(2, true)).verdict())
                .isEqualTo("Clean: every element arrived, some more than once");
        assertThat(with(side(2, false)).verdict()).isEqualTo("NOT CLEAN: see above");
    }

    @Test
    void oneFaultOfOneSideIsEnough() {
        for (int fault = 0; fault < 6; fault++) {
            long[] counts = new long[6];
            counts[fault] = 1;
            assertThat(side(counts).clean()).as("fault %d", fault).isFalse();
            assertThat(with(side(0, false), side(counts)).clean()).isFalse();
        }
        assertThat(side(new long[6]).clean()).isTrue();
    }

    @Test
    void rowsOutsideOfTheRangeAreNoFault() {
        Side outside =
                new Side(
                        "iceberg", 1, 0, 0, false, 0, 0, 0, 0, 0, 99, List.of(), List.of(),
                        List.of(), List.of(), List.of());

        assertThat(outside.clean()).isTrue();
    }

    @Test
    void aTableOfPinotThatDoesNotAgreeIsNotClean() {
        PinotTable agrees =
                new PinotTable("t", "t", 5, 0, 0, 0, "", List.of(), List.of(), List.of());

        assertThat(withPinot(agrees).clean()).isTrue();
        assertThat(withPinot(agrees, PinotTable.not("u", "u", 5, "it is new")).clean()).isFalse();
        for (int fault = 0; fault < 3; fault++) {
            long[] counts = new long[3];
            counts[fault] = 1;
            PinotTable differs =
                    new PinotTable(
                            "t", "t", 5, counts[0], counts[1], counts[2], "", List.of(), List.of(),
                            List.of());
            assertThat(withPinot(differs).clean()).as("fault %d", fault).isFalse();
        }
    }

    @Test
    void theReportIsReadableAsJson() {
        JsonNode json = new ObjectMapper().valueToTree(with(side(3, true)));

        assertThat(json.path("sourceTopic").asText()).isEqualTo("raw");
        assertThat(json.path("sides").path(0).path("duplicates").asLong()).isEqualTo(3);
        assertThat(json.path("sides").path(0).path("duplicatesTolerated").asBoolean()).isTrue();
        assertThat(json.path("pinot").isArray()).isTrue();
    }

    private static Side side(long duplicates, boolean tolerated) {
        return new Side(
                "flattened topics",
                9,
                0,
                duplicates,
                tolerated,
                0,
                0,
                0,
                0,
                0,
                0,
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of());
    }

    /** Missing, duplicates, foreign, misplaced, also dead letters, unreadable. */
    private static Side side(long... faults) {
        return new Side(
                "iceberg", 9, faults[0], faults[1], false, faults[2], 0, faults[3], faults[4],
                faults[5], 0, List.of(), List.of(), List.of(), List.of(), List.of());
    }

    private static AuditReport with(Side... sides) {
        return new AuditReport(
                "raw", 1, 9, 0, 0, 1, List.of(sides), List.of(), List.of(), List.of(), 0);
    }

    private static AuditReport withPinot(PinotTable... tables) {
        return new AuditReport(
                "raw", 1, 9, 0, 0, 1, List.of(), List.of(tables), List.of(), List.of(), 0);
    }

    private static AuditReport report(
            long elements, long broken, long atLeast, List<String> faults) {
        return new AuditReport(
                "raw",
                elements + broken,
                elements,
                0,
                broken,
                atLeast,
                List.of(),
                List.of(),
                faults,
                List.of(),
                0);
    }
}
