package io.tickhouse.tools.stack;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tickhouse.tools.Workspace;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Shows which services run. */
@Command(
        name = "status",
        mixinStandardHelpOptions = true,
        description = {
            "Shows which services run, where they listen and where they log.",
            "Exit code 0 when every service that was started answers, 1 when one does not or none"
                    + " was started."
        },
        footer = {"%nExample:", "  ./tickhouse status --json"})
public final class StatusCommand implements Callable<Integer> {

    @Mixin private Workspace workspace;

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    @Override
    public Integer call() throws IOException {
        LocalStack stack = LocalStack.of(workspace);
        List<ServiceStatus> services = stack.status();
        if (json) {
            printJson(stack, services);
        } else {
            printTable(services);
        }
        List<ServiceStatus> started =
                services.stream()
                        .filter(service -> service.state() != ServiceStatus.State.STOPPED)
                        .toList();
        return !started.isEmpty() && started.stream().allMatch(ServiceStatus::up) ? 0 : 1;
    }

    private void printTable(List<ServiceStatus> services) {
        System.out.printf(
                "%-12s %-14s %8s %8s  %-24s %s%n",
                "SERVICE", "STATE", "PID", "MEMORY", "PORTS", "LOG");
        for (ServiceStatus service : services) {
            System.out.printf(
                    "%-12s %-14s %8s %8s  %-24s %s%n",
                    service.name(),
                    words(service.state()),
                    text(service.pid(), ""),
                    text(service.memoryMb(), " MB"),
                    service.ports().isEmpty()
                            ? "-"
                            : service.ports().values().stream()
                                    .map(String::valueOf)
                                    .collect(Collectors.joining(" ")),
                    service.log());
        }
        if (services.stream().anyMatch(s -> s.state() == ServiceStatus.State.DIED)) {
            System.out.println(workspace.hints("./tickhouse up starts again what has died."));
        }
    }

    private static String words(ServiceStatus.State state) {
        return state.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    private static String text(OptionalLong value, String unit) {
        return value.isPresent() ? value.getAsLong() + unit : "-";
    }

    private static void printJson(LocalStack stack, List<ServiceStatus> services)
            throws IOException {
        ObjectMapper mapper = new ObjectMapper();
        ObjectNode out = mapper.createObjectNode();
        out.put("home", stack.home().toString());
        for (ServiceStatus service : services) {
            ObjectNode node = out.withArray("/services").addObject();
            node.put("name", service.name());
            node.put("state", words(service.state()));
            service.pid().ifPresent(pid -> node.put("pid", pid));
            service.memoryMb().ifPresent(memory -> node.put("memoryMb", memory));
            ObjectNode ports = node.putObject("ports");
            service.ports().forEach(ports::put);
            node.put("log", service.log().toString());
        }
        System.out.println(mapper.writerWithDefaultPrettyPrinter().writeValueAsString(out));
    }
}
