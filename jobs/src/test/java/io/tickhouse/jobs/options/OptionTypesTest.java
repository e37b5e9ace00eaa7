package io.tickhouse.jobs.options;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tickhouse.connectors.Refusal;
import io.tickhouse.minio.lake.LakeSettings;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.apache.flink.connector.base.DeliveryGuarantee;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.TypeConversionException;

class OptionTypesTest {

    @ParameterizedTest
    @ValueSource(strings = {"prod-flatten", "flatten-2026-03-02", "tickhouse-123456789", "a"})
    void aPrefixOfAFixedNameIsStable(String prefix) {
        assertThatCode(() -> OptionTypes.checkStable(prefix)).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "run-1772461800",
                "run-1772461800000",
                "f47ac10b-58cc-4372-a567-0e02b2c3d479",
                "run-${HOSTNAME}",
                "run-%d"
            })
    void aPrefixThatLooksLikeThatOfOneRunIsRefused(String prefix) {
        assertThatThrownBy(() -> OptionTypes.checkStable(prefix))
                .isInstanceOf(Refusal.class)
                .hasMessageContaining("--transactional-id-prefix " + prefix);
    }

    @Property
    void noPrefixWithTheTimeOfTheStartIsStable(@ForAll @LongRange(min = 1_000_000_000L) long time) {
        assertThatThrownBy(() -> OptionTypes.checkStable("run-" + time + "-a"))
                .isInstanceOf(Refusal.class);
    }

    @ParameterizedTest
    @CsvSource({
        "10 seconds, PT10S",
        "500 ms, PT0.5S",
        "500ms, PT0.5S",
        "1 min, PT1M",
        "PT10S, PT10S",
        "P1D, PT24H"
    })
    void aDurationIsWrittenAsFlinkOrJavaWriteIt(String text, Duration duration) {
        assertThat(new OptionTypes.DurationConverter().convert(text)).isEqualTo(duration);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "soon", "10 parsecs", "P", "PT", "-5 s"})
    void whatIsNoDurationIsRepeatedWithAnExample(String text) {
        assertThatThrownBy(() -> new OptionTypes.DurationConverter().convert(text))
                .isInstanceOf(TypeConversionException.class)
                .hasMessageContaining("'" + text + "' is not a duration")
                .hasMessageContaining("PT10S");
    }

    @Test
    void aTimeMayBeOfAnyZoneButNotOfNone() {
        OptionTypes.TimeConverter converter = new OptionTypes.TimeConverter();

        assertThat(converter.convert("2026-03-02T09:30:00-05:00"))
                .isEqualTo(Instant.parse("2026-03-02T14:30:00Z"));
        assertThatThrownBy(() -> converter.convert("2026-03-02T14:30:00"))
                .isInstanceOf(TypeConversionException.class)
                .hasMessageContaining("2026-03-02T14:30:00Z");
    }

    @Test
    void noDeliveryThatLosesRowsCanBeChosen() {
        OptionTypes.DeliveryConverter converter = new OptionTypes.DeliveryConverter();

        assertThat(converter.convert("at-least-once")).isEqualTo(DeliveryGuarantee.AT_LEAST_ONCE);
        assertThat(converter.convert("exactly-once")).isEqualTo(DeliveryGuarantee.EXACTLY_ONCE);
        assertThatThrownBy(() -> converter.convert("none")).hasMessage("none would lose rows");
    }

    @ParameterizedTest
    @ValueSource(strings = {"REST", "Rest", "rest ", "", "hive"})
    void aConstantIsWrittenInLowerCaseAndNoOtherWay(String text) {
        assertThatThrownBy(() -> OptionTypes.constant(LakeSettings.Type.class, text))
                .isInstanceOf(TypeConversionException.class)
                .hasMessage("'" + text + "' is not one of rest, jdbc, hadoop");
    }

    @Test
    void whatIsGivenWinsOverTheEnvironment() {
        assertThat(OptionTypes.orEnvironment(Map.of("a", "1"), "PATH")).isEqualTo(Map.of("a", "1"));
        assertThat(OptionTypes.orEnvironment(Map.of(), "TICKHOUSE_NO_SUCH_VARIABLE")).isEmpty();
    }

    /** A variable may hold a secret that was put into the wrong one. */
    @Test
    void aVariableOfAnotherFormIsNamedButNotRepeated() {
        String path = System.getenv("PATH");

        assertThatThrownBy(() -> OptionTypes.orEnvironment(Map.of(), "PATH"))
                .isInstanceOf(Refusal.class)
                .hasMessage("The variable PATH must read KEY=VALUE[,KEY=VALUE...].")
                .message()
                .doesNotContain(path);
    }
}
