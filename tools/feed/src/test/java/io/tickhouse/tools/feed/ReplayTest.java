package io.tickhouse.tools.feed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tickhouse.model.Kind;
import io.tickhouse.tools.UserError;
import io.tickhouse.tools.feed.file.Element;
import io.tickhouse.tools.feed.file.FileOptions;
import io.tickhouse.tools.feed.file.Messages;
import io.tickhouse.tools.feed.file.ReplayFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

class ReplayTest {

    @TempDir private Path folder;

    @Test
    void waitsAsTheTimesOfTheFileSay() throws IOException {
        FakeClock clock = new FakeClock();
        List<Long> sent = new ArrayList<>();
        replay(clock, sent, 10, element(0), element(1000), element(1001), element(3000)).run();

        // Tenfold speed; messages due within five milliseconds go along.
        assertThat(sent).containsExactly(0L, 100L, 300L);
    }

    @Test
    void doesNotWaitForTimesThatGoBackOrAreNotThere() throws IOException {
        FakeClock clock = new FakeClock();
        List<Long> sent = new ArrayList<>();
        Element timeless = new Element(new byte[] {'1'}, new byte[0], null, -1);
        replay(clock, sent, 1, element(500), element(100), timeless, element(700)).run();

        assertThat(sent).containsExactly(0L, 200L);
    }

    @Test
    void maximalSpeedNeverWaits() throws IOException {
        FakeClock clock = new FakeClock();
        List<Long> sent = new ArrayList<>();
        replay(clock, sent, Replay.MAX, element(0), element(1_000_000)).run();

        assertThat(sent).containsExactly(0L);
        assertThat(clock.now).isZero();
    }

    @Test
    void keepsSymbolsInOnePartitionAndInOrder() throws IOException {
        StringBuilder lines = new StringBuilder();
        for (int i = 0; i < 3_000; i++) {
            lines.append(
                    "{\"T\":\"t\",\"S\":\"S%d\",\"p\":1,\"t\":%d}\n"
                            .formatted(i % 17, 1_772_461_800_000L + i));
        }
        Path file = Files.writeString(folder.resolve("lines.jsonl"), lines);
        Received received = play(file, 50, Replay.MAX, new FakeClock());

        assertThat(received.rows(Kind.TRADE)).isEqualTo(3_000);
        assertThat(received.counters.result(Duration.ZERO).trades()).isEqualTo(3_000);
        assertThat(received.ordered).isTrue();
        assertThat(received.partitionsOfSymbol).hasSize(17);
        assertThat(received.partitionsOfSymbol.values()).allMatch(found -> found.size() == 1);
    }

    @Test
    void readsSpeeds() {
        assertThat(ReplayCommand.speed("1x")).isEqualTo(1);
        assertThat(ReplayCommand.speed("0.5X")).isEqualTo(0.5);
        assertThat(ReplayCommand.speed("20")).isEqualTo(20);
        assertThat(ReplayCommand.speed("max")).isEqualTo(Replay.MAX);
        for (String wrong : List.of("0x", "-1x", "fast", "", "NaN")) {
            assertThatThrownBy(() -> ReplayCommand.speed(wrong)).isInstanceOf(UserError.class);
        }
    }

    /**
     * With any batch size and speed, a file of daily bars loses no row and does not wait for one
     * that is due.
     */
    @ParameterizedTest
    @CsvSource({"1,1", "50,0.001", "50,1000000", "1000000,1e9", "7,1e-9"})
    void playsThirtyYearsOfDailyBarsInAnyBatchesAtAnySpeed(int batchSize, double speed)
            throws IOException {
        Path file = Path.of("src/test/resources/replay/v1-daily-bars-30-years.csv");
        Received received = play(file, batchSize, speed, new FakeClock());

        assertThat(received.rows(Kind.BAR)).isEqualTo(7_826);
        assertThat(received.deadArrays + received.deadElements).isZero();
        assertThat(received.arrays).allMatch(array -> array.length < 1_000_000);
    }

    /** A broker accepts 1 MB by default. A message that would exceed it starts the next array. */
    @Test
    void longMessagesDoNotMakeAnArrayTooLong() throws IOException {
        Element longOne = new Element(new byte[400_000], new byte[] {'A'}, null, -1);
        List<Integer> lengths = new ArrayList<>();
        List<Element> rest = new ArrayList<>(List.of(longOne, longOne, longOne, longOne));
        new Replay(
                        () -> rest.isEmpty() ? null : rest.remove(0),
                        (partition, array, tally) -> lengths.add(array.length),
                        new FakeClock(),
                        () -> false,
                        1,
                        50,
                        Replay.MAX)
                .run();
        assertThat(lengths).containsExactly(800_003, 800_003);
    }

    private static Received play(Path path, int batchSize, double speed, Waiting clock)
            throws IOException {
        Received received = new Received();
        FileOptions options = CommandLine.populateCommand(new FileOptions());
        try (ReplayFile file = ReplayFile.open(path, options, path)) {
            Messages messages = Messages.of(file, options, 2026, (line, reason) -> {});
            new Replay(messages, received, clock, () -> false, 3, batchSize, speed).run();
        }
        return received;
    }

    private static Replay replay(
            FakeClock clock, List<Long> sent, double speed, Element... elements) {
        List<Element> rest = new ArrayList<>(List.of(elements));
        return new Replay(
                () -> rest.isEmpty() ? null : rest.remove(0),
                (partition, array, tally) -> sent.add(clock.now / 1_000_000),
                clock,
                () -> false,
                1,
                50,
                speed);
    }

    private static Element element(long milliseconds) {
        return new Element(new byte[] {'1'}, new byte[] {'A'}, null, milliseconds * 1_000_000);
    }

    private static final class FakeClock implements Waiting {

        private long now;

        @Override
        public long nanoTime() {
            return now;
        }

        @Override
        public void until(long nanoTime) {
            now = nanoTime;
        }
    }
}
