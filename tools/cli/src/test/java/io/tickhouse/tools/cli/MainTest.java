package io.tickhouse.tools.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

class MainTest {

    static Stream<CommandLine> commands() {
        return new CommandLine(new Main()).getSubcommands().values().stream();
    }

    @Test
    void withoutACommandItAsksForOne() {
        CommandRun run = CommandRun.of();

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).startsWith("Name a command. See ./tickhouse --help.");
    }

    @Test
    void anUnknownCommandIsBadUsage() {
        CommandRun run = CommandRun.of("start");

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).contains("'start'", "See ./tickhouse --help.");
    }

    @Test
    void anErrorNamesTheHelpOfItsCommand() {
        assertThat(CommandRun.of("topics", "list", "--no-such").err())
                .endsWith("See ./tickhouse topics list --help." + System.lineSeparator());
    }

    @Test
    void theVersionOfTheBuildGoesToStandardOutput() throws IOException {
        Matcher version =
                Pattern.compile("<version>(.+)</version>")
                        .matcher(Files.readString(Path.of("pom.xml"))); // the first is the parent's
        assertThat(version.find()).isTrue();

        CommandRun run = CommandRun.of("--version");

        assertThat(run.exitCode()).isZero();
        assertThat(run.out()).isEqualToIgnoringNewLines("tickhouse " + version.group(1));
        assertThat(run.err()).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("commands")
    void everyCommandDescribesItself(CommandLine command) {
        List<String> words = List.of(command.getCommandSpec().usageMessage().description());

        assertThat(words).isNotEmpty();
        assertThat(String.join(" ", words)).as(command.getCommandName()).isNotBlank();
    }

    @ParameterizedTest
    @MethodSource("commands")
    void everyCommandIsInTheDocumentation(CommandLine command) throws IOException {
        String page = Files.readString(Path.of("../../docs/cli.md"));

        for (String name : names(command)) {
            assertThat(page).containsPattern("\\| .*`(%s)[ `]".formatted(name));
        }
    }

    /** With its subcommands, some of which share a line of the page. */
    private static List<String> names(CommandLine command) {
        String name = command.getCommandName();
        return command.getSubcommands().isEmpty()
                ? List.of(name)
                : command.getSubcommands().keySet().stream()
                        .map(sub -> name + " " + sub + "|" + sub)
                        .toList();
    }

    @ParameterizedTest
    @MethodSource("commands")
    void everyCommandHasHelp(CommandLine command) {
        CommandRun run = CommandRun.of(command.getCommandName(), "--help");

        assertThat(run.exitCode()).as(command.getCommandName()).isZero();
        assertThat(run.out()).contains("Usage:", command.getCommandName());
        assertThat(run.err()).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("commands")
    void everyOptionDescribesItself(CommandLine command) {
        assertThat(command.getCommandSpec().options())
                .filteredOn(option -> !option.hidden())
                .allSatisfy(
                        option ->
                                assertThat(String.join(" ", option.description()))
                                        .as("%s %s", command.getCommandName(), option.longestName())
                                        .isNotBlank());
    }
}
