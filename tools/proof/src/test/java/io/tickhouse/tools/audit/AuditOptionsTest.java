package io.tickhouse.tools.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import io.tickhouse.kafka.topics.Delivery;
import io.tickhouse.minio.lake.LakeSettings;
import io.tickhouse.model.Kind;
import io.tickhouse.tools.audit.AuditOptions.OutputMode;
import java.time.Duration;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AuditOptionsTest {

    @ParameterizedTest
    @CsvSource({"BOTH, true, true", "KAFKA_ONLY, true, false", "ICEBERG_ONLY, false, true"})
    void aModeSaysWhichSidesMustHaveTheRows(OutputMode mode, boolean kafka, boolean iceberg) {
        assertThat(mode.kafka()).isEqualTo(kafka);
        assertThat(mode.iceberg()).isEqualTo(iceberg);
    }

    @Test
    void quotesAndBarsAreBesideTheTrades() {
        AuditOptions options = options("raw", Delivery.EXACTLY_ONCE);

        assertThat(options.destTopics())
                .containsEntry(Kind.TRADE, "flat")
                .containsEntry(Kind.QUOTE, "flat_quotes")
                .containsEntry(Kind.BAR, "flat_bars")
                .hasSize(Kind.values().length);
        assertThat(options.icebergTables())
                .containsEntry(Kind.TRADE, "local.db.flat")
                .containsEntry(Kind.QUOTE, "local.db.flat_quotes")
                .containsEntry(Kind.BAR, "local.db.flat_bars")
                .hasSize(Kind.values().length);
    }

    @Test
    void onlyAtLeastOnceToleratesDuplicates() {
        assertThat(options("raw", Delivery.AT_LEAST_ONCE).toleratesDuplicates()).isTrue();
        assertThat(options("raw", Delivery.EXACTLY_ONCE).toleratesDuplicates()).isFalse();
    }

    @Test
    void anAuditNeedsARawTopic() {
        assertThatNullPointerException()
                .isThrownBy(() -> options(null, Delivery.EXACTLY_ONCE))
                .withMessage("sourceTopic");
    }

    private static AuditOptions options(String sourceTopic, Delivery delivery) {
        return new AuditOptions(
                new Properties(),
                sourceTopic,
                "dead",
                "flat",
                "local.db.flat",
                new LakeSettings(
                        LakeSettings.Type.REST, "http://c", "s3://w/", null, null, null, Map.of()),
                OutputMode.BOTH,
                delivery,
                null,
                null,
                null,
                1,
                Duration.ZERO);
    }
}
