package io.tickhouse.tools.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tickhouse.model.Kind;
import io.tickhouse.tools.Endpoints;
import io.tickhouse.tools.UserError;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** Plays the demo on a stage where nothing is real. */
class DemoScriptTest {

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final PrintStream outBefore = System.out;
    private final PrintStream errBefore = System.err;

    private final CtrlC ctrlC = new CtrlC();
    private final Typed commands = new Typed();
    private final Props stage = new Props();

    /** Commands that only note what was typed. */
    private static final class Typed implements Commands {
        final List<String> lines = new ArrayList<>();
        final Map<String, Integer> exitCodes = new HashMap<>();

        @Override
        public int run(String... words) {
            lines.add(String.join(" ", words));
            return exitCodes.getOrDefault(words[0], 0);
        }

        @Override
        public int prove(String... words) {
            return run(words);
        }

        @Override
        public String option() {
            return " --home /other";
        }
    }

    /** A stage with a feed of 200 trades and 3 bad elements. */
    private final class Props implements Stage, DemoFeed, Counts {
        boolean watched;
        int closed;
        final CountDownLatch stopped = new CountDownLatch(1);
        boolean runs;
        boolean hasState;
        boolean endless;
        boolean complete = true;
        RuntimeException failure;
        long injected = 3;
        long deadLetters = 40;

        @Override
        public void watch() {
            watched = true;
        }

        @Override
        public boolean runs(String job) {
            assertThat(job)
                    .isIn(
                            "flatten iex_data to flattened_stocks",
                            "analytics flattened_stocks to analytics");
            return runs;
        }

        @Override
        public boolean hasState(String job, List<String> arguments) {
            return hasState;
        }

        @Override
        public Counts counts() {
            return this;
        }

        @Override
        public DemoFeed feed() {
            return this;
        }

        @Override
        public String newestBars() {
            return "Bars of 09:30 in New York: AAPL";
        }

        @Override
        public long deadLetters() {
            return deadLetters;
        }

        @Override
        public Endpoints endpoints() {
            return Endpoints.onLoopback(200);
        }

        @Override
        public void run() {
            deadLetters += 3;
            if (failure != null) {
                throw failure;
            }
            if (endless) {
                ctrlC.press();
                try {
                    stopped.await();
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            }
        }

        @Override
        public void stop() {
            stopped.countDown();
        }

        @Override
        public long arrays() {
            return 7;
        }

        @Override
        public long trades() {
            return 200;
        }

        @Override
        public String summary() {
            return "Sent 200 trades.";
        }

        @Override
        public long deadLettersExpected() {
            return injected;
        }

        @Override
        public boolean prove() {
            return complete;
        }

        @Override
        public long iceberg() {
            return 150;
        }

        @Override
        public long pinot() {
            return 0;
        }

        @Override
        public String age() {
            return "-";
        }

        @Override
        public void close() {
            closed++;
        }
    }

    @BeforeEach
    void listen() {
        System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
        System.setErr(new PrintStream(err, true, StandardCharsets.UTF_8));
    }

    @AfterEach
    void listenNoMore() {
        System.setOut(outBefore);
        System.setErr(errBefore);
    }

    @Test
    void runsTheCommandsOfAUserOneAfterTheOther() throws Exception {
        assertThat(play("--trades=200 --exit --port-offset=200 --object-store=minio")).isTrue();

        assertThat(commands.lines)
                .containsExactly(
                        "up --port-offset 200 --object-store minio",
                        "topics create",
                        "pinot apply",
                        "submit flatten --starting-offsets=earliest --processing-time=2 seconds"
                                + " --delivery=exactly-once",
                        "audit --wait 240");
        assertThat(stage.watched).isTrue();
        assertThat(stage.closed).as("stage, counts and feed").isEqualTo(3);
    }

    @Test
    void saysWhatArrivedAndWhereToLook() throws Exception {
        play("--trades=200 --exit");

        assertThat(text(err))
                .containsPattern(" seconds +arrays +trades +in Iceberg +in Pinot +age\n")
                .containsPattern(" \\d+s +7 +200 +150 +0 +-\nFirst rows in Iceberg after \\d+ s.\n")
                .doesNotContain("First rows in Pinot");
        assertThat(text(out))
                .startsWith("Sent 200 trades.\nDead letters of this run: 3, injected: 3\n")
                .contains("Flink web UI     http://127.0.0.1:8281\n")
                .contains("./tickhouse query --home /other --list, ./tickhouse query --home /other")
                .contains(
                        "./tickhouse consume --home /other iex_data_dead_letters --from-beginning")
                .contains("./tickhouse env --home /other\n")
                .contains("./tickhouse down --home /other (data stays)")
                .contains("./tickhouse clear --home /other (wipes it)");
    }

    @Test
    void aJobThatRunsGoesOn() throws Exception {
        stage.runs = true;

        assertThat(play("--trades=200 --exit")).isTrue();

        assertThat(commands.lines)
                .containsExactly("up", "topics create", "pinot apply", "audit --wait 240");
        assertThat(text(err)).contains("runs already and goes on with the options it has.");
    }

    @Test
    void aJobThatWasStoppedGoesOnWhereItEnded() throws Exception {
        stage.hasState = true;

        play("--trades=200 --exit --delivery=at-least-once");

        assertThat(commands.lines)
                .contains(
                        "submit --from latest flatten --starting-offsets=earliest"
                                + " --processing-time=2 seconds --delivery=at-least-once");
    }

    @Test
    void theTwinMustHaveWrittenTheSameOfEachKind() throws Exception {
        assertThat(play("--trades=200 --exit --with-streams")).isTrue();

        List<String> last = new ArrayList<>();
        last.add("up streams");
        last.add("audit --wait 240");
        last.add("compare flattened_stocks flattened_stocks_streams --wait 120");
        for (Kind kind : EnumSet.complementOf(EnumSet.of(Kind.TRADE))) {
            last.add(
                    "compare flattened_stocks%1$s flattened_stocks_streams%1$s --wait 120 --allow-empty"
                            .formatted(kind.suffix()));
        }
        last.add(
                "compare iex_data_dead_letters flattened_stocks_streams_dead_letters --wait"
                        + " 120 --allow-empty");
        assertThat(commands.lines).endsWith(last.toArray(String[]::new));
        assertThat(text(out)).contains("Flink and Kafka Streams wrote the same.");
    }

    @Test
    void aTwinThatDiffersIsAFault() throws Exception {
        commands.exitCodes.put("compare", 1);

        assertThat(play("--trades=200 --exit --with-streams")).isFalse();

        assertThat(commands.lines.stream().filter(line -> line.startsWith("compare")))
                .hasSize(Kind.values().length + 1);
        assertThat(text(out))
                .contains("did not write the same; see above.")
                .contains("Look around");
    }

    @Test
    void barsAreMadeShownAndVerified() throws Exception {
        assertThat(play("--trades=200 --exit --analytics")).isTrue();

        assertThat(commands.lines)
                .startsWith(
                        "up",
                        "topics create",
                        "submit flatten --starting-offsets=earliest --processing-time=2 seconds"
                                + " --delivery=exactly-once",
                        "submit analytics --starting-offsets=earliest --processing-time=2 seconds"
                                + " --delivery=exactly-once --lateness=1m",
                        "pinot apply --analytics")
                .endsWith("audit --wait 240", "query current-bars", "bars verify --wait=120")
                .filteredOn(line -> line.startsWith("generate "))
                .singleElement()
                .asString()
                .matches("generate --kinds=clocks --batch-size=1 --batch-count=\\d+");
        assertThat(text(err)).contains("Bars of 09:30 in New York: AAPL\n");
        assertThat(text(out)).contains("  bars             ./tickhouse bars --home /other AAPL, ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"bars", "query", "generate"})
    void barsThatAreNotProvenAreAFault(String command) throws Exception {
        commands.exitCodes.put(command, 1);

        assertThat(play("--trades=200 --exit --analytics")).isFalse();

        assertThat(commands.lines).endsWith("bars verify --wait=120");
        assertThat(text(out)).contains("Look around:");
    }

    @Test
    void aRealMarketTellsItsOwnTime() throws Exception {
        assertThat(play("--trades=200 --exit --analytics --source=alpaca")).isTrue();

        assertThat(commands.lines)
                .noneMatch(line -> line.startsWith("generate"))
                .endsWith("bars verify --wait=120");
    }

    /** A bar of the minute of the last trade ends with it, and is final a minute later. */
    @ParameterizedTest
    @CsvSource({"2026-03-02T14:30:00Z, 130", "2026-03-02T14:30:59.999Z, 71"})
    void clockRecordsFollowUntilTheLastMinuteIsFinal(Instant now, int seconds) {
        assertThat(DemoScript.secondsUntilFinal(now)).isEqualTo(seconds);
    }

    @Test
    void anAuditThatIsNotCleanIsAFault() throws Exception {
        commands.exitCodes.put("audit", 1);

        assertThat(play("--trades=200 --exit")).isFalse();

        assertThat(text(out)).contains("Look around:");
    }

    @Test
    void asManyDeadLettersMustBeThereAsWereInjected() throws Exception {
        stage.injected = 4;

        assertThat(play("--trades=200 --exit")).isFalse();

        assertThat(text(out))
                .contains("Dead letters of this run: 3, injected: 4 - these must be equal\n");
    }

    @Test
    void aFeedMayNotKnowHowManyDeadLettersThereMustBe() throws Exception {
        stage.injected = -1;

        assertThat(play("--trades=200 --exit")).isTrue();

        assertThat(text(out)).contains("Dead letters of this run: 3\n");
    }

    @Test
    void aRawTopicThatIsNotCompleteIsAFault() throws Exception {
        stage.complete = false;

        assertThat(play("--trades=200 --exit")).isFalse();
    }

    @Test
    void aStepThatFailsEndsTheDemo() {
        commands.exitCodes.put("pinot", 1);

        assertThatThrownBy(() -> play("--trades=200 --exit"))
                .isInstanceOf(UserError.class)
                .hasMessage("The demo stops here; the line above says why.");

        assertThat(commands.lines).endsWith("pinot apply");
    }

    @Test
    void aFeedThatFailsEndsTheDemoWithItsReason() {
        stage.failure = UserError.failed("No broker answers.");

        assertThatThrownBy(() -> play("--trades=200 --exit")).isSameAs(stage.failure);

        assertThat(commands.lines).doesNotContain("audit --wait 240");
        assertThat(stage.closed).as("stage, counts and feed").isEqualTo(3);
    }

    @Test
    void ctrlCEndsTheFeedAndTheProofFollows() throws Exception {
        stage.endless = true;

        assertThat(play("")).isTrue();

        assertThat(commands.lines).endsWith("audit --wait 240");
        assertThat(text(out)).contains("Look around:");
        assertThat(text(err)).doesNotContain("Ctrl-C ends the watch");
    }

    private boolean play(String arguments) throws Exception {
        DemoOptions options = new DemoOptions();
        new CommandLine(options)
                .parseArgs(arguments.isEmpty() ? new String[0] : arguments.split(" "));
        return new DemoScript(options, commands, stage, ctrlC).play();
    }

    private static String text(ByteArrayOutputStream bytes) {
        return bytes.toString(StandardCharsets.UTF_8);
    }
}
