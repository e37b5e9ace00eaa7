package io.tickhouse.tools.topics;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.tickhouse.tools.UserError;
import io.tickhouse.tools.Workspace;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code tickhouse topics lag}. */
@Command(
        name = "lag",
        mixinStandardHelpOptions = true,
        description = {
            "Shows how far consumer groups are behind, by the offsets that they committed.",
            "A Flink job commits with its checkpoints: its lag includes what the next one covers."
        },
        footer = {"", "Example:", "  ./tickhouse topics lag"})
final class TopicsLagCommand implements Callable<Integer> {

    @Spec private CommandSpec spec;
    @Mixin private Workspace workspace;
    @Mixin private BrokerOption broker;

    @Parameters(paramLabel = "GROUP", arity = "0..1", description = "Group; all if not given.")
    private String group;

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    @Override
    public Integer call() throws Exception {
        List<TopicAdmin.Lag> lags = new ArrayList<>();
        try (TopicAdmin admin = new TopicAdmin(broker.clientProperties(workspace))) {
            for (String each : group == null ? admin.groups() : List.of(group)) {
                lags.addAll(admin.lag(each));
            }
            if (group != null && lags.isEmpty()) {
                requireKnown(group, admin.groups());
            }
        }
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.println(new ObjectMapper().writeValueAsString(rows(lags)));
            return 0;
        }
        if (lags.isEmpty()) {
            out.println(
                    group == null
                            ? "No group has committed an offset."
                            : "Group " + group + " has committed no offset.");
            return 0;
        }
        for (TopicAdmin.Lag lag : lags) {
            out.printf(
                    "%s  %s-%d  committed %s  end %d  lag %d%n",
                    lag.group(),
                    lag.topic(),
                    lag.partition(),
                    lag.committed() < 0 ? "none" : lag.committed(),
                    lag.end(),
                    lag.lag());
        }
        out.printf("total lag %d%n", lags.stream().mapToLong(TopicAdmin.Lag::lag).sum());
        return 0;
    }

    /** A group that has committed nothing is known while it has members. */
    static void requireKnown(String group, List<String> known) {
        if (!known.contains(group)) {
            throw UserError.failed(
                    "There is no group %s; %s."
                            .formatted(
                                    group,
                                    known.isEmpty()
                                            ? "there are no groups at all"
                                            : "known: " + String.join(", ", known)));
        }
    }

    private static List<Map<String, Object>> rows(List<TopicAdmin.Lag> lags) {
        List<Map<String, Object>> rows = new ArrayList<>();
        for (TopicAdmin.Lag lag : lags) {
            Map<String, Object> row = new LinkedHashMap<>();
            row.put("group", lag.group());
            row.put("topic", lag.topic());
            row.put("partition", lag.partition());
            row.put("committed", lag.committed() < 0 ? null : lag.committed());
            row.put("end", lag.end());
            row.put("lag", lag.lag());
            rows.add(row);
        }
        return rows;
    }
}
