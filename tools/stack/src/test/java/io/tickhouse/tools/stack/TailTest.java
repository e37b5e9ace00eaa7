package io.tickhouse.tools.stack;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TailTest {

    @TempDir private Path folder;
    private Path log;

    @BeforeEach
    void name() {
        log = folder.resolve("x.log");
    }

    @Test
    void theLastLinesComeInTheirOrder() throws IOException {
        Files.writeString(log, "one\ntwo\nthree\n");

        assertThat(Tail.of(log, 2)).containsExactly("two", "three");
        assertThat(Tail.of(log, 9)).containsExactly("one", "two", "three");
        assertThat(Tail.of(log, 0)).isEmpty();
    }

    @Test
    void aLineThatIsNotEndedCounts() throws IOException {
        Files.writeString(log, "one\ntwo");

        assertThat(Tail.of(log, 1)).containsExactly("two");
    }

    @Test
    void aFileThatIsNotThereHasNoLines() throws IOException {
        assertThat(Tail.of(log, 5)).isEmpty();
    }

    @Test
    void ofALongFileOnlyTheEndIsRead() throws IOException {
        Files.writeString(log, "x\n".repeat(1 << 20) + "last\n");

        assertThat(Tail.of(log, 2)).containsExactly("x", "last");
        assertThat(Tail.of(log, Integer.MAX_VALUE)).hasSizeLessThanOrEqualTo(1 << 19);
    }

    @Test
    void newTextBeginsWhereTheOldEnded() throws IOException {
        Files.writeString(log, "one\n");
        long end = Files.size(log);
        Files.writeString(log, "one\ntw\u00f6\n");

        assertThat(Tail.since(log, end)).isEqualTo("tw\u00f6\n");
        assertThat(Tail.since(log, Files.size(log))).isEmpty();
        assertThat(Tail.since(log, 1000)).as("a file that became shorter").isEmpty();
    }
}
