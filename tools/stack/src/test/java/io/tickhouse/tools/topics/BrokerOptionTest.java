package io.tickhouse.tools.topics;

import static org.assertj.core.api.Assertions.assertThat;

import io.tickhouse.tools.Workspace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

class BrokerOptionTest {

    @Command
    private static final class Any {
        @Mixin private BrokerOption broker;
    }

    @TempDir private Path home;

    @Test
    void aSecuredClusterIsReachedByAFileAndByArguments() throws IOException {
        String jaas = "x.PlainLoginModule required username=\"u\" password=\"p,q=r\";";
        Path file = home.resolve("client.properties");
        Files.writeString(file, "security.protocol=SASL_SSL\nsasl.jaas.config=" + jaas + "\n");

        Properties client =
                client(
                        "--kafka-brokers=a:1,b:2",
                        "--kafka-properties=" + file,
                        "--kafka-property",
                        "sasl.mechanism=PLAIN");

        assertThat(client)
                .containsEntry("bootstrap.servers", "a:1,b:2")
                .containsEntry("security.protocol", "SASL_SSL")
                .containsEntry("sasl.jaas.config", jaas)
                .containsEntry("sasl.mechanism", "PLAIN");
    }

    @Test
    void theFileMayNameTheAddressAndTheOptionWins() throws IOException {
        Path file = home.resolve("client.properties");
        Files.writeString(file, "bootstrap.servers=far:9092\n");

        assertThat(client("--kafka-properties=" + file))
                .containsEntry("bootstrap.servers", "far:9092");
        assertThat(client("--kafka-properties=" + file, "--bootstrap-servers=near:9092"))
                .containsEntry("bootstrap.servers", "near:9092");
        assertThat(client()).containsEntry("bootstrap.servers", "127.0.0.1:9092");
    }

    private Properties client(String... arguments) {
        Any any = new Any();
        new CommandLine(any).parseArgs(arguments);
        return any.broker.clientProperties(Workspace.at(home));
    }
}
