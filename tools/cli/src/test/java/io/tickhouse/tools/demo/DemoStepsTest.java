package io.tickhouse.tools.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Tests the first steps of the demo with commands that start nothing. */
class DemoStepsTest {

    @TempDir private Path folder;

    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final PrintStream before = System.err;

    @Command(
            name = "tickhouse",
            subcommands = {DemoCommand.class, Up.class, Topics.class})
    private static final class Root {}

    @Command(name = "up")
    private static final class Up implements Callable<Integer> {

        @Option(names = "--home")
        private Path home;

        @Override
        public Integer call() {
            return home == null ? 7 : 0;
        }
    }

    @Command(name = "topics", subcommands = Create.class)
    private static final class Topics {}

    @Command(name = "create")
    private static final class Create implements Callable<Integer> {

        @Option(names = "--home")
        private Path home;

        @Override
        public Integer call() {
            return home == null ? 7 : 1;
        }
    }

    @BeforeEach
    void listen() {
        System.setErr(new PrintStream(err, true, StandardCharsets.UTF_8));
    }

    @AfterEach
    void listenNoMore() {
        System.setErr(before);
    }

    @Test
    void eachIsShownAsItRunsAndTheFirstFailureEndsIt() {
        String home = folder.resolve("it's here").toString();
        StringWriter said = new StringWriter();

        int exitCode =
                new CommandLine(new Root())
                        .setErr(new PrintWriter(said, true))
                        .execute("demo", "--home", home);

        String option = " --home '" + home.replace("'", "'\\''") + "'";
        assertThat(err.toString(StandardCharsets.UTF_8).lines())
                .containsExactly(
                        "$ ./tickhouse up" + option, "$ ./tickhouse topics create" + option);
        assertThat(said.toString()).contains("The demo stops here");
        assertThat(exitCode).isEqualTo(1);
    }
}
