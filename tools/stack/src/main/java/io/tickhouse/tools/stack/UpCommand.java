package io.tickhouse.tools.stack;

import io.tickhouse.tools.Endpoints;
import io.tickhouse.tools.UserError;
import io.tickhouse.tools.Workspace;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Starts the local stack. */
@Command(
        name = "up",
        mixinStandardHelpOptions = true,
        description = {
            "Starts the local stack: Kafka, an S3 store, an Iceberg REST catalog, ZooKeeper, Pinot"
                    + " and Flink.",
            "A service that runs already is left alone. One that has died is started again. Data of"
                    + " an earlier run is there again."
        },
        footer = {
            "%nExamples:",
            "  ./tickhouse up",
            "  ./tickhouse up kafka s3",
            "  ./tickhouse up --without pinot",
            "  ./tickhouse up streams",
            "  ./tickhouse up --home /tmp/second --port-offset 200"
        })
public final class UpCommand implements Callable<Integer> {

    @Mixin private Workspace workspace;

    @Parameters(
            paramLabel = "SERVICE",
            arity = "0..*",
            description =
                    "kafka, s3, catalog, zookeeper, pinot, jobmanager, taskmanager (flink for the"
                            + " last two) or streams. The last is the Kafka Streams twin, which"
                            + " needs the topic iex_data. Default: all but streams. Services that"
                            + " these need are started too.")
    private Set<String> services = new LinkedHashSet<>();

    @Option(
            names = "--without",
            paramLabel = "SERVICE",
            arity = "1..*",
            description = "Services to leave out.")
    private Set<String> without = new LinkedHashSet<>();

    @Option(
            names = "--port-offset",
            paramLabel = "N",
            description =
                    "Added to every port, so that two stacks can run side by side (each with its"
                            + " own --home, 200 or more apart). Remembered until clear.")
    private Integer portOffset;

    @Option(
            names = "--object-store",
            paramLabel = "STORE",
            description =
                    "s3proxy (embedded, default) or minio (the program on the PATH). Remembered"
                            + " until clear.")
    private String objectStore;

    @Override
    public Integer call() {
        LocalStack stack = LocalStack.of(workspace);
        StackOptions options =
                new StackOptions(
                        services,
                        without,
                        portOffset == null ? OptionalInt.empty() : OptionalInt.of(portOffset),
                        Optional.ofNullable(objectStore).map(UpCommand::store));
        stack.up(options, Progress.toStandardError());
        Endpoints at = stack.endpoints();
        System.out.println("The stack is up; its state is in " + stack.home());
        print(stack, "kafka", "Kafka", at.kafka());
        print(stack, "s3", "S3", at.s3());
        print(stack, "catalog", "Iceberg catalog", at.catalog());
        print(stack, "jobmanager", "Flink web UI", at.flink());
        print(stack, "pinot", "Pinot console", at.pinotController());
        print(stack, "streams", "Streams health", at.streams() + "/health");
        return 0;
    }

    private static void print(LocalStack stack, String service, String title, String address) {
        if (stack.pid(service).isPresent()) {
            System.out.printf("  %-16s %s%n", title, address);
        }
    }

    private static ObjectStore store(String name) {
        for (ObjectStore store : ObjectStore.values()) {
            if (store.name().toLowerCase(Locale.ROOT).equals(name)) {
                return store;
            }
        }
        throw UserError.badUsage("--object-store is s3proxy or minio, not " + name + ".");
    }
}
