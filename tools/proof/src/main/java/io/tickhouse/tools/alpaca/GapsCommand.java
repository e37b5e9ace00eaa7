package io.tickhouse.tools.alpaca;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tickhouse.kafka.topics.TopicNames;
import io.tickhouse.tools.Workspace;
import io.tickhouse.tools.topics.BrokerOption;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code tickhouse gaps}. */
@Command(
        name = "gaps",
        mixinStandardHelpOptions = true,
        description = {
            "Prints the gaps of Alpaca's feed: what was missed, why, and what became of it.",
            "Each gap is shown by its newest line in the ledger."
        },
        footer = {"", "Example:", "  ./tickhouse gaps --open"})
public final class GapsCommand implements Callable<Integer> {

    private static final String ROW = "%-32s  %-27s  %-27s  %-12s  %-22s  %-20s  %9s  %s%n";
    private static final int SYMBOLS_SHOWN = 3;

    @Spec private CommandSpec spec;
    @Mixin private Workspace workspace;
    @Mixin private BrokerOption broker;

    @Option(
            names = "--topic",
            paramLabel = "TOPIC",
            defaultValue = "iex_data",
            description = "The raw topic; the ledger is TOPIC_gaps (default ${DEFAULT-VALUE}).")
    private String topic;

    @Option(names = "--open", description = "Only gaps that are still being repaired.")
    private boolean open;

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    @Override
    public Integer call() throws Exception {
        List<JsonNode> gaps = new ArrayList<>();
        for (JsonNode gap :
                GapLedger.read(broker.clientProperties(workspace), TopicNames.gaps(topic))) {
            if (!open || gap.path("state").asText().equals("open")) {
                gaps.add(gap);
            }
        }
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.println(new ObjectMapper().writeValueAsString(gaps));
            return 0;
        }
        if (gaps.isEmpty()) {
            out.println(open ? "No gap is open." : "No gaps.");
            return 0;
        }
        out.printf(ROW, "id", "from", "to", "channel", "symbols", "cause", "rows", "state");
        for (JsonNode gap : gaps) {
            out.printf(
                    ROW,
                    gap.path("id").asText(),
                    micros(gap.path("from").asText()),
                    micros(gap.path("to").asText()),
                    gap.path("channel").asText(),
                    symbols(gap.path("symbols")),
                    gap.path("cause").asText(),
                    "%,d".formatted(gap.path("rows").asLong()),
                    gap.path("state").asText());
        }
        return 0;
    }

    /** Truncates to microseconds, because nanoseconds are of no use to a reader. */
    private static String micros(String time) {
        return time.replaceFirst("(\\.\\d{6})\\d+Z$", "$1Z");
    }

    private static String symbols(JsonNode list) {
        List<String> shown = new ArrayList<>();
        list.forEach(symbol -> shown.add(symbol.asText()));
        int all = shown.size();
        if (all <= SYMBOLS_SHOWN) {
            return String.join(",", shown);
        }
        return String.join(",", shown.subList(0, SYMBOLS_SHOWN)) + " +" + (all - SYMBOLS_SHOWN);
    }
}
