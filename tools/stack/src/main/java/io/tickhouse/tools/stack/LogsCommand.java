package io.tickhouse.tools.stack;

import io.tickhouse.tools.UserError;
import io.tickhouse.tools.Workspace;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Shows what the services log. */
@Command(
        name = "logs",
        mixinStandardHelpOptions = true,
        description = "Shows the last lines that the services logged since they were started.",
        footer = {"%nExample:", "  ./tickhouse logs taskmanager -f"})
public final class LogsCommand implements Callable<Integer> {

    private static final long POLL_MILLIS = 250;

    @Spec private CommandSpec spec;

    @Mixin private Workspace workspace;

    @Parameters(
            paramLabel = "SERVICE",
            arity = "0..*",
            description =
                    "Services, or flink for both of its; default all. Each line has the name of its"
                            + " service, if it is not the only one.")
    private Set<String> services = Set.of();

    @Option(
            names = {"-f", "--follow"},
            description = "Go on showing new lines until Ctrl-C.")
    private boolean follow;

    @Option(
            names = {"-n", "--lines"},
            paramLabel = "N",
            defaultValue = "30",
            description = "Lines of each service (default ${DEFAULT-VALUE}).")
    private int lines;

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (lines < 0) {
            throw UserError.badUsage("--lines is 0 or more, not " + lines + ".");
        }
        LocalStack stack = LocalStack.of(workspace);
        Set<String> names = Services.expand(services);
        List<Service> chosen =
                stack.all().stream()
                        .filter(each -> names.isEmpty() || names.contains(each.name()))
                        .toList();
        boolean named = chosen.size() > 1;
        if (chosen.stream().noneMatch(each -> Files.exists(each.log()))) {
            throw UserError.failed(
                    "There are no logs in " + stack.home() + ": start it with ./tickhouse up.");
        }
        Map<Path, Long> positions = new HashMap<>();
        for (Service each : chosen) {
            positions.put(each.log(), length(each.log()));
            print(each, named, Tail.of(each.log(), lines));
        }
        while (follow) {
            Thread.sleep(POLL_MILLIS);
            for (Service each : chosen) {
                positions.compute(each.log(), (log, position) -> printNew(each, named, position));
            }
        }
        return 0;
    }

    /** Prints the complete lines after the position and returns where they end. */
    private long printNew(Service each, boolean named, long position) {
        try {
            long length = length(each.log());
            // A shorter file is a new one: the service was restarted.
            long from = length < position ? 0 : position;
            if (length == from) {
                return from;
            }
            String text = Tail.since(each.log(), from);
            int end = text.lastIndexOf('\n') + 1;
            print(each, named, text.substring(0, end).lines().toList());
            return from + text.substring(0, end).getBytes(StandardCharsets.UTF_8).length;
        } catch (IOException e) {
            // The old file is gone and the new one is not there yet.
            return 0;
        }
    }

    private void print(Service each, boolean named, List<String> text) {
        PrintWriter out = spec.commandLine().getOut();
        for (String line : text) {
            out.println(named ? String.format("%-11s | %s", each.name(), line) : line);
        }
    }

    private static long length(Path log) throws IOException {
        return Files.exists(log) ? Files.size(log) : 0;
    }
}
