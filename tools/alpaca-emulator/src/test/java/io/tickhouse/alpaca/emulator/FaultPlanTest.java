package io.tickhouse.alpaca.emulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class FaultPlanTest {

    @TempDir Path folder;

    @Property(tries = 200)
    void aStormEndsNoJobForGood(
            @ForAll long seed, @ForAll @IntRange(min = 1, max = 50) int between) {
        FaultPlan storm = FaultPlan.storm(seed, 30, between);

        assertThat(storm.faults()).hasSize(30);
        assertThat(storm.faults())
                .extracting(Fault::kind)
                .doesNotContainAnyElementsOf(EnumSet.of(FaultKind.ERROR, FaultKind.BROKEN_DEFLATE));
        assertThat(storm.faults())
                .allMatch(fault -> fault.after() >= 1 && fault.after() <= 2L * between)
                .allMatch(fault -> fault.lasting().compareTo(Duration.ofSeconds(1)) < 0)
                .allMatch(fault -> fault.count() >= 1 && fault.count() <= 3);
        assertThat(FaultPlan.storm(seed, 30, between)).isEqualTo(storm);
    }

    @ParameterizedTest
    @EnumSource(FaultKind.class)
    void everyFaultIsReadByItsName(FaultKind kind) throws IOException {
        assertThat(read("- {kind: " + kind.label() + "}").faults()).containsExactly(Fault.of(kind));
    }

    @ParameterizedTest
    @CsvSource({"10, PT10S", "10s, PT10S", "1.5, PT1.5S", "2m, PT2M", "0, PT0S"})
    void aTimeIsInSecondsUnlessItSaysMinutes(String text, Duration time) throws IOException {
        assertThat(read("- {kind: mute, seconds: " + text + "}").faults().get(0).lasting())
                .isEqualTo(time);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "- {kind: reset}\\n- {kind: reset, when: 1}|fault 2: unknown key when",
                "- {at: 1s}|fault 1: the key kind is missing",
                "- reset|fault 1: the key kind is missing",
                "- {kind: Reset}|fault 1: unknown fault Reset; the faults are reset, close-mid-frame",
                "- {kind: reset, at: 1s, after: 5}|fault 1: at and after exclude each other",
                "- {kind: mute, pongs: sometimes}|fault 1: pongs must be true or false",
                "- {kind: mute, seconds: soon}|fault 1: soon is not a time",
                "- {kind: mute, seconds: 500ms}|fault 1: 500ms is not a time",
                "- {kind: mute, seconds: 5d}|fault 1: 5d is not a time",
                "- {kind: mute, seconds: -5}|fault 1: -5 is not a time",
                "- {kind: close, code: 99999999999}|fault 1: code must be a whole number",
                "- {kind: close, code: -1}|fault 1: code must be a whole number",
                "- {kind: close, code: many}|fault 1: code must be a whole number"
            })
    void aFaultThatIsNoneIsNamedByItsPlace(String yaml, String message) {
        assertThatThrownBy(() -> read(yaml.replace("\\n", "\n")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message);
    }

    @ParameterizedTest
    @ValueSource(strings = {"reset", "{kind: reset}", "faults: reset", "1"})
    void aPlanIsAList(String yaml) {
        assertThatThrownBy(() -> read(yaml)).hasMessage("the file must contain a list of faults");
    }

    @Test
    void aFaultIsDueAtATimeOrAfterMessagesAndNotBoth() {
        Fault fault = Fault.of(FaultKind.RESET).at(Duration.ofSeconds(1)).afterMessages(5);

        assertThat(fault.at()).isNull();
        assertThat(fault.after()).isEqualTo(5);
        assertThat(fault.at(Duration.ofSeconds(1)).after()).isZero();
    }

    private FaultPlan read(String yaml) throws IOException {
        return FaultPlan.read(Files.writeString(folder.resolve("plan.yaml"), yaml));
    }
}
