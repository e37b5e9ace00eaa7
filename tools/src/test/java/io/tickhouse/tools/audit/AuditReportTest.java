package io.tickhouse.tools.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class AuditReportTest {

    @Test
    void anAuditOfNothingIsNotClean() {
        AuditReport nothing = report(0, 0, 1, List.of());
        assertThat(nothing.clean()).isFalse();
        assertThat(nothing.verdict()).contains("nothing to audit").contains("--allow-empty");
        assertThat(report(0, 0, 0, List.of()).clean()).isTrue();
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
