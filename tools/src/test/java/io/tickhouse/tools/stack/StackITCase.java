package io.tickhouse.tools.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import io.tickhouse.tools.Endpoints;
import io.tickhouse.tools.UserError;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StackITCase {

    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final StackOptions SMALL = StackOptions.only("kafka", "s3");
    private static final int OFFSET = 21_000;

    @TempDir private Path folder;

    private LocalStack stack;

    @AfterEach
    void stop() {
        if (stack != null) {
            stack.clear(Progress.silent());
        }
    }

    @Test
    void startsHealsStopsAndKeepsItsData() throws Exception {
        // A blank in the path: services read it from files of five formats.
        Path home = folder.resolve("a home");
        stack = LocalStack.of(home, ROOT);

        assertThat(stack.up(SMALL.onPortOffset(OFFSET), Progress.toStandardError()))
                .containsExactly("kafka", "s3");
        assertThat(Endpoints.rememberedIn(home).kafka()).isEqualTo("127.0.0.1:" + (9092 + OFFSET));
        createTopic("kept");

        assertThat(stack.up(SMALL, Progress.toStandardError())).isEmpty();
        assertThat(stack.heal(Progress.toStandardError())).isEmpty();

        long killed = stack.pid("kafka").orElseThrow();
        ProcessHandle.of(killed).orElseThrow().destroyForcibly();
        await().atMost(Duration.ofSeconds(10)).until(() -> stack.pid("kafka").isEmpty());
        assertThat(state("kafka")).isEqualTo(ServiceStatus.State.DIED);
        assertThat(stack.heal(Progress.toStandardError())).containsExactly("kafka");
        assertThat(stack.pid("kafka").orElseThrow()).isNotEqualTo(killed);
        assertThat(topics()).contains("kept");

        assertThat(stack.down(Progress.toStandardError())).containsExactly("kafka", "s3");
        assertThat(state("kafka")).isEqualTo(ServiceStatus.State.STOPPED);
        assertThat(PortOwner.isTaken(9092 + OFFSET)).isFalse();

        // Without the option: the folder remembers it.
        stack.up(StackOptions.only("kafka"), Progress.toStandardError());
        assertThat(topics()).contains("kept");
        assertThatThrownBy(() -> stack.up(SMALL.onPortOffset(0), Progress.silent()))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("was made with --port-offset " + OFFSET);

        stack.clear(Progress.toStandardError());
        assertThat(home).doesNotExist();
        assertThat(PortOwner.isTaken(9092 + OFFSET)).isFalse();
    }

    @Test
    void namesTheOwnerOfATakenPortAndStartsNothing() throws IOException {
        stack = LocalStack.of(folder.resolve("home"), ROOT);
        int offset = OFFSET + 1_000;
        try (ServerSocket socket =
                new ServerSocket(9092 + offset, 1, InetAddress.getLoopbackAddress())) {
            assertThat(socket.isBound()).isTrue();
            assertThatThrownBy(() -> stack.up(SMALL.onPortOffset(offset), Progress.silent()))
                    .isInstanceOf(UserError.class)
                    .hasMessageStartingWith(
                            "Port "
                                    + (9092 + offset)
                                    + " (kafka) is taken by pid "
                                    + ProcessHandle.current().pid())
                    .hasMessageEndingWith(": stop it or use --port-offset " + (offset + 200) + ".");
        }
        assertThat(stack.status())
                .allMatch(service -> service.state() == ServiceStatus.State.STOPPED);
    }

    @Test
    void leavesAForeignFolderAlone() throws IOException {
        Path file = Files.writeString(folder.resolve("notes.txt"), "mine");
        LocalStack foreign = LocalStack.of(folder, ROOT);

        assertThatThrownBy(() -> foreign.clear(Progress.silent())).isInstanceOf(UserError.class);
        assertThatThrownBy(() -> foreign.up(SMALL, Progress.silent()))
                .isInstanceOf(UserError.class);
        assertThat(file).hasContent("mine");
    }

    @Test
    void runsOnAMinioProgram() {
        assumeThat(Services.minioOnPath()).as("a minio program on the PATH").isPresent();
        stack = LocalStack.of(folder.resolve("home"), ROOT);

        stack.up(
                StackOptions.only("s3").onPortOffset(OFFSET + 2_000).over(ObjectStore.MINIO),
                Progress.toStandardError());

        assertThat(state("s3")).isEqualTo(ServiceStatus.State.UP);
    }

    private ServiceStatus.State state(String service) {
        return stack.status().stream()
                .filter(status -> status.name().equals(service))
                .findFirst()
                .orElseThrow()
                .state();
    }

    private void createTopic(String name) throws Exception {
        try (Admin admin = admin()) {
            admin.createTopics(List.of(new NewTopic(name, 1, (short) 1))).all().get();
        }
    }

    private Set<String> topics() throws Exception {
        try (Admin admin = admin()) {
            return admin.listTopics().names().get();
        }
    }

    private Admin admin() {
        Properties properties = new Properties();
        properties.put("bootstrap.servers", stack.endpoints().kafka());
        return Admin.create(properties);
    }
}
