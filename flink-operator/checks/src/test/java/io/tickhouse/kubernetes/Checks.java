package io.tickhouse.kubernetes;

import java.util.List;

/** All checks. */
final class Checks {

    static final List<Check> ALL =
            List.of(
                    new CustomResources(),
                    new OperatorModel(),
                    new CoreKinds(),
                    new PodRules(),
                    new FlinkSettings(),
                    new JobRules(),
                    new KafkaRules(),
                    new Metadata(),
                    new References());

    private Checks() {}

    /** What is wrong with these resources. */
    static List<String> faults(Resources resources) {
        return ALL.stream().flatMap(check -> check.faults(resources).stream()).toList();
    }

    /** Whether any check says a word; the cheap ones are first. */
    static boolean notice(Resources resources) {
        return ALL.stream().anyMatch(check -> !check.faults(resources).isEmpty());
    }
}
