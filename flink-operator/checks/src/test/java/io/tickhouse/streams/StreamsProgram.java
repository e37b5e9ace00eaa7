package io.tickhouse.streams;

import io.tickhouse.kubernetes.Right;
import io.tickhouse.kubernetes.Rights;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Map;

/** The twin as a resource describes it. In its package, since its options are its own. */
public final class StreamsProgram {

    private StreamsProgram() {}

    /** What it needs in Kafka. */
    public static Rights rights(Map<String, String> variables) {
        StreamsOptions options =
                StreamsOptions.parse(
                                new PrintWriter(new StringWriter()),
                                "--input-topic=" + variables.get("INPUT_TOPIC"),
                                "--output-topic=" + variables.get("OUTPUT_TOPIC"),
                                "--application-id=" + variables.get("APP_NAME"))
                        .orElseThrow();
        Rights rights =
                new Rights()
                        .reads(options.inputTopic)
                        .asks(Right.group(options.applicationId))
                        .asks(Right.transactions(options.applicationId + "-"))
                        .asks(Right.brokerSettings())
                        .claims();
        options.outputs().all().forEach(rights::makes);
        return rights.makes(options.deadLetters());
    }
}
