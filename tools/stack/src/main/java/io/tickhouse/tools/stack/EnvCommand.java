package io.tickhouse.tools.stack;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.tickhouse.tools.Endpoints;
import io.tickhouse.tools.Shell;
import io.tickhouse.tools.UserError;
import io.tickhouse.tools.Workspace;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Says how a client reaches the services, in a form that a shell reads. */
@Command(
        name = "env",
        mixinStandardHelpOptions = true,
        description = {
            "Prints how clients reach the services of the local stack, as variables for a shell.",
            "Every command reads TICKHOUSE_HOME. The jobs read KAFKA_BROKERS. The jobs, audit and"
                    + " compare read those that begin with CATALOG, ICEBERG and S3. Clients of AWS"
                    + " read those that begin with AWS; the store needs addresses in path style."
                    + " The others are for programs of your own."
        },
        footer = {
            "%nExamples:",
            "  eval \"$(./tickhouse env)\"",
            "  ./tickhouse env --for pyiceberg > look.py"
        })
public final class EnvCommand implements Callable<Integer> {

    private static final Map<String, String> EXAMPLES =
            new TreeMap<>(
                    Map.of(
                            "pyiceberg", "pyiceberg.py",
                            "polars", "polars.py",
                            "duckdb", "duckdb.py",
                            "spark", "spark.sh",
                            "flink", "flink.sql",
                            "aws", "aws.sh"));

    @Mixin private Workspace workspace;
    @Spec private CommandSpec spec;

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    @Option(
            names = "--for",
            paramLabel = "CLIENT",
            description =
                    "Print an example for a client that reads the lake, with the addresses filled"
                            + " in: pyiceberg, polars, duckdb, spark, flink or aws.")
    private String client;

    @Override
    public Integer call() throws IOException {
        Map<String, String> variables = new LinkedHashMap<>();
        variables.put(Workspace.HOME, workspace.home().toString());
        variables.putAll(variables(workspace.endpoints()));
        PrintWriter out = spec.commandLine().getOut();
        if (client != null) {
            out.print(example(variables));
        } else if (json) {
            out.println(
                    new ObjectMapper()
                            .writerWithDefaultPrettyPrinter()
                            .writeValueAsString(variables));
        } else {
            variables.forEach(
                    (name, value) -> out.println("export " + name + "=" + Shell.quoted(value)));
        }
        out.flush();
        return 0;
    }

    private String example(Map<String, String> variables) throws IOException {
        String file = EXAMPLES.get(client);
        if (file == null) {
            throw UserError.badUsage(
                    "There is no example for "
                            + client
                            + ": choose one of "
                            + String.join(", ", EXAMPLES.keySet())
                            + ".");
        }
        try (InputStream in = EnvCommand.class.getResourceAsStream("clients/" + file)) {
            String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            for (Map.Entry<String, String> each : variables.entrySet()) {
                text = text.replace("${" + each.getKey() + "}", each.getValue());
            }
            return text;
        }
    }

    private static Map<String, String> variables(Endpoints at) {
        Map<String, String> all = new LinkedHashMap<>();
        all.put("KAFKA_BROKERS", at.kafka());
        all.put("CATALOG_TYPE", "rest");
        all.put("CATALOG_URI", at.catalog());
        all.put("ICEBERG_WAREHOUSE", at.warehouse());
        all.put("S3_ENDPOINT", at.s3());
        all.put("S3_ACCESS_KEY", at.s3AccessKey());
        all.put("S3_SECRET_KEY", at.s3SecretKey());
        all.put("S3_REGION", "us-east-1");
        all.put("S3_PATH_STYLE", "true");
        all.put("AWS_ENDPOINT_URL_S3", at.s3());
        all.put("AWS_ACCESS_KEY_ID", at.s3AccessKey());
        all.put("AWS_SECRET_ACCESS_KEY", at.s3SecretKey());
        all.put("AWS_REGION", "us-east-1");
        all.put("FLINK_URL", at.flink());
        all.put("PINOT_CONTROLLER", at.pinotController());
        all.put("PINOT_BROKER", at.pinotBroker());
        all.put("STREAMS_URL", at.streams());
        return all;
    }
}
