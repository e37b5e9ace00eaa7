package io.tickhouse.tools.flink;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The failures of a job according to its exception history.
 *
 * @param count failures that made the job restart or ended it; the cluster remembers at most 16
 * @param last time of the newest; empty if there is none
 * @param why reason of the newest in one line; empty if there is none
 */
record Failures(int count, Optional<Instant> last, Optional<String> why) {

    /** Reads an answer of {@code /jobs/ID/exceptions}. */
    static Failures read(JsonNode exceptions) {
        JsonNode entries = exceptions.path("exceptionHistory").path("entries");
        if (entries.isEmpty()) {
            return new Failures(0, Optional.empty(), Optional.empty());
        }
        JsonNode newest = entries.get(0);
        return new Failures(
                entries.size(),
                Optional.of(Instant.ofEpochMilli(newest.path("timestamp").asLong())),
                Optional.of(sentence(newest.path("stacktrace").asText())));
    }

    /** Our own sentence if the stack trace has one, else its innermost cause. */
    static String sentence(String stackTrace) {
        List<String> causes =
                stackTrace
                        .lines()
                        .filter(line -> !line.isBlank() && !line.startsWith("\tat "))
                        .filter(
                                line ->
                                        line.startsWith("Caused by: ")
                                                || stackTrace.startsWith(line))
                        .map(line -> line.replaceFirst("^Caused by: ", ""))
                        .toList();
        if (causes.isEmpty()) {
            return stackTrace;
        }
        String cause =
                causes.stream()
                        .filter(line -> line.startsWith(FlinkClient.REFUSAL))
                        .findFirst()
                        .orElse(causes.get(causes.size() - 1));
        return cause.replaceFirst("^([\\w$]+\\.)+[\\w$]+: ", "");
    }
}
