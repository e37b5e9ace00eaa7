package io.tickhouse.tools.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import io.tickhouse.tools.Endpoints;
import io.tickhouse.tools.FreePorts;
import io.tickhouse.tools.UserError;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.iceberg.aws.s3.S3FileIO;
import org.apache.iceberg.io.FileInfo;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StackITCase {

    private static final Path ROOT = Path.of("../..").toAbsolutePath().normalize();
    private static final StackOptions SMALL = StackOptions.only("kafka", "s3");
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    @TempDir private Path folder;

    private final int offset = FreePorts.offset();
    private LocalStack stack;

    @AfterEach
    void stop() {
        if (stack != null) {
            stack.clear(Progress.silent());
        }
    }

    @Test
    void startsHealsStopsAndKeepsItsData() throws Exception {
        // Services read this path from files of five formats.
        Path home = folder.resolve("a \"home\" it's 100 %20d $HOME #1");
        stack = LocalStack.of(home, ROOT);

        assertThat(stack.up(SMALL.onPortOffset(offset), Progress.toStandardError()))
                .containsExactly("kafka", "s3");
        assertThat(home.resolve("kafka/data/meta.properties")).exists();
        assertThat(Endpoints.rememberedIn(home).kafka()).isEqualTo("127.0.0.1:" + (9092 + offset));
        createTopic("kept");

        assertThat(stack.up(SMALL, Progress.toStandardError())).isEmpty();
        assertThat(stack.heal(Progress.toStandardError())).isEmpty();

        long killed = kill("kafka");
        assertThat(state("kafka")).isEqualTo(ServiceStatus.State.DIED);
        assertThat(stack.heal(Progress.toStandardError())).containsExactly("kafka");
        assertThat(stack.pid("kafka").orElseThrow()).isNotEqualTo(killed);
        assertThat(topics()).contains("kept");

        healsASecondOneThatDiesWhileTheFirstIsHealed();

        assertThat(stack.down(Progress.toStandardError())).containsExactly("kafka", "s3");
        assertThat(state("kafka")).isEqualTo(ServiceStatus.State.STOPPED);
        assertThat(PortOwner.isTaken(9092 + offset)).isFalse();

        // Without the option: the folder remembers the offset.
        stack.up(StackOptions.only("kafka"), Progress.toStandardError());
        assertThat(topics()).contains("kept");
        assertThatThrownBy(() -> stack.up(SMALL.onPortOffset(0), Progress.silent()))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("was made with --port-offset " + offset);

        stack.clear(Progress.toStandardError());
        assertThat(home).doesNotExist();
        assertThat(PortOwner.isTaken(9092 + offset)).isFalse();
    }

    /** And kills the first one again, before it has come back. */
    private void healsASecondOneThatDiesWhileTheFirstIsHealed() {
        List<String> lines = Collections.synchronizedList(new ArrayList<>());
        Progress killing =
                line -> {
                    lines.add(line);
                    if (line.contains("kafka") && line.contains("had died")) {
                        kill("s3");
                    } else if (line.contains("s3") && line.contains("had died")) {
                        await().until(() -> stack.pid("kafka").isPresent());
                        kill("kafka");
                    }
                };
        kill("kafka");

        assertThat(stack.heal(killing)).containsExactly("kafka", "s3");

        assertThat(lines)
                .anyMatch(
                        line ->
                                line.contains("kafka")
                                        && line.endsWith(
                                                "was killed while it started; starting it again"));
        assertThat(state("kafka")).isEqualTo(ServiceStatus.State.UP);
        assertThat(state("s3")).isEqualTo(ServiceStatus.State.UP);
    }

    /**
     * Kills the service and waits until this process ends: another may already run in its place.
     *
     * @return its process id
     */
    private long kill(String service) {
        ProcessHandle process = ProcessHandle.of(stack.pid(service).orElseThrow()).orElseThrow();
        process.destroyForcibly();
        process.onExit().join();
        return process.pid();
    }

    /** H6 and related: what a web page, or a caller without a key, gets from the services. */
    @Test
    void answersNeitherWebPagesNorTheAnonymous() throws Exception {
        stack = LocalStack.of(folder.resolve("home"), ROOT);
        stack.up(
                StackOptions.only("catalog", "jobmanager").onPortOffset(offset),
                Progress.toStandardError());
        Endpoints at = stack.endpoints();

        for (String page : List.of(at.flink() + "/overview", at.catalog() + "/v1/config")) {
            assertThat(status("GET", page)).as(page).isEqualTo(200);
            for (String method : List.of("GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")) {
                assertThat(status(method, page, "Origin", "https://evil.example"))
                        .as(method + " " + page)
                        .isEqualTo(403);
            }
            assertThat(status("GET", page, "Sec-Fetch-Site", "cross-site")).isEqualTo(403);
        }
        // A client of the catalog learns where the store is, and not its keys.
        assertThat(send("GET", at.catalog() + "/v1/config").body())
                .contains(at.s3(), "\"s3.path-style-access\":\"true\"", "us-east-1")
                .doesNotContain(at.s3SecretKey());
        assertThat(send("GET", at.flink() + "/overview").headers().map())
                .containsEntry("access-control-allow-origin", List.of(at.flink()));
        // A jar, and a whole job: both are forms that any page may post.
        assertThat(form(at.flink() + "/jars/upload")).isEqualTo(400);
        assertThat(form(at.flink() + "/jobs", "Origin", "https://evil.example")).isEqualTo(403);
        try (Stream<Path> files = Files.walk(stack.home().resolve("jobmanager/tmp"))) {
            assertThat(files).noneMatch(file -> file.endsWith("job.bin"));
        }

        String bucket = at.s3() + "/warehouse";
        for (String list : List.of(at.s3() + "/", bucket, bucket + "?list-type=2")) {
            assertThat(status("GET", list)).as(list).isEqualTo(403);
        }
        try (S3FileIO owner = owner(at)) {
            String file = "s3://warehouse/db/a file";
            try (var out = owner.newOutputFile(file).create()) {
                out.write('x');
            }
            String url = bucket + "/db/a%20file";
            for (String method : List.of("GET", "HEAD", "PUT")) {
                assertThat(status(method, url)).as(method).isEqualTo(403);
            }
            // The store may not support the method at all.
            for (String method : List.of("POST", "DELETE")) {
                assertThat(status(method, url)).as(method).isIn(403, 501);
            }
            assertThat(owner.newInputFile(file).getLength()).isEqualTo(1);
        }
    }

    /** More objects than one answer holds, in a folder that needs escapes. */
    @Test
    void theStoreListsItsObjects() {
        stack = LocalStack.of(folder.resolve("a \"home\" \u00fc 100 %20d #1"), ROOT);
        stack.up(StackOptions.only("s3").onPortOffset(offset), Progress.toStandardError());
        Set<String> files =
                IntStream.range(0, 1_001)
                        .mapToObj(n -> "s3://warehouse/db/t/day=%d/%d.parquet".formatted(n % 7, n))
                        .collect(Collectors.toSet());
        try (S3FileIO owner = owner(stack.endpoints())) {
            files.parallelStream()
                    .forEach(
                            file -> {
                                try (var out = owner.newOutputFile(file).create()) {
                                    out.write('x');
                                } catch (IOException e) {
                                    throw new UncheckedIOException(e);
                                }
                            });

            assertThat(owner.listPrefix("s3://warehouse/db/t/"))
                    .hasSize(1_001)
                    .extracting(FileInfo::location)
                    .hasSameElementsAs(files);
            assertThat(owner.listPrefix("s3://warehouse/db/other/")).isEmpty();
        }
    }

    private static S3FileIO owner(Endpoints at) {
        S3FileIO io = new S3FileIO();
        io.initialize(
                Map.of(
                        "s3.endpoint", at.s3(),
                        "s3.path-style-access", "true",
                        "s3.access-key-id", at.s3AccessKey(),
                        "s3.secret-access-key", at.s3SecretKey(),
                        "client.region", "us-east-1"));
        return io;
    }

    private static int status(String method, String url, String... headers) throws Exception {
        return send(method, url, headers).statusCode();
    }

    private static HttpResponse<String> send(String method, String url, String... headers)
            throws Exception {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(url))
                        .method(method, HttpRequest.BodyPublishers.noBody());
        if (headers.length > 0) {
            request.headers(headers);
        }
        return HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private static int form(String url, String... headers) throws Exception {
        String body =
                """
                --b
                Content-Disposition: form-data; name="request"

                {"jobGraphFileName":"job.bin","jobJarFileNames":[],"jobArtifactFileNames":[]}
                --b
                Content-Disposition: form-data; name="file"; filename="job.bin"

                a job
                --b--
                """
                        .replace("\n", "\r\n");
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(url))
                        .header("Content-Type", "multipart/form-data; boundary=b")
                        .POST(HttpRequest.BodyPublishers.ofString(body));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString()).statusCode();
    }

    /** Uses the script, because this JVM may not be able to name such a folder. */
    @Test
    void startsInAnyLocaleAndInAFolderWithAnyLetters() throws Exception {
        ProcessBuilder script =
                new ProcessBuilder(
                                "bash",
                                "-c",
                                """
                                home=$folder/$'j\\xc3\\xbcrgen \\xd0\\xb6'
                                "$root/tickhouse" up kafka s3 --home "$home" --port-offset $offset &&
                                "$root/tickhouse" topics list --home "$home"
                                status=$?
                                ls "$home/kafka/data/meta.properties" "$folder"
                                "$root/tickhouse" clear --yes --home "$home"
                                exit $status
                                """)
                        .redirectErrorStream(true);
        script.environment().put("root", ROOT.toString());
        script.environment().put("folder", folder.toString());
        script.environment().put("offset", String.valueOf(offset));
        script.environment().put("TICKHOUSE_BUILD", "never");
        script.environment().put("LC_ALL", "C");
        // LC_ALL=tr_TR.UTF-8 has this effect where the locale is installed: "CLASSIC" in lower case
        // is another word there.
        script.environment().put("JAVA_TOOL_OPTIONS", "-Duser.language=tr -Duser.country=TR");
        Process process = script.start();

        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(process.waitFor()).as(output).isZero();
        assertThat(output).contains("/meta.properties\n").contains("The stack is up");
    }

    @Test
    void namesTheOwnerOfATakenPortAndStartsNothing() throws IOException {
        stack = LocalStack.of(folder.resolve("home"), ROOT);
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

    /** The stack was created with MinIO. */
    @Test
    void canBeStoppedWithoutAMinioProgram() throws IOException {
        assumeThat(Programs.onPath("minio")).as("no minio program on the PATH").isEmpty();
        Path home = folder.resolve("home");
        new Layout(offset, ObjectStore.MINIO).recordIn(home);
        stack = LocalStack.of(home, ROOT);

        assertThat(state("s3")).isEqualTo(ServiceStatus.State.STOPPED);
        assertThat(stack.log("s3")).isEqualTo(home.resolve("s3/s3.log"));
        assertThat(stack.down(Progress.silent())).isEmpty();
        assertThatThrownBy(() -> stack.up(SMALL, Progress.silent()))
                .isInstanceOf(UserError.class)
                .hasMessage(
                        "There is no minio program on the PATH, which the s3 service of this stack"
                                + " runs: install it, or use another --home with --object-store"
                                + " s3proxy, which needs none.");
        assertThat(state("kafka")).isEqualTo(ServiceStatus.State.STOPPED);
    }

    @Test
    void refusesAFolderThatServicesCannotWorkIn() {
        for (String name : List.of("a:b", "a\\b", "a\nb", "a,b", "a${b}")) {
            LocalStack here = LocalStack.of(folder.resolve(name), ROOT);

            assertThatThrownBy(() -> here.up(SMALL, Progress.silent()))
                    .isInstanceOf(UserError.class)
                    .hasMessageEndingWith(
                            " in it, which Java 17 or Flink cannot work in: name another folder as"
                                    + " --home.");
            assertThat(here.home()).doesNotExist();
        }
    }

    @Test
    void runsOnAMinioProgram() {
        assumeThat(Programs.onPath("minio")).as("a minio program on the PATH").isPresent();
        stack = LocalStack.of(folder.resolve("home"), ROOT);

        stack.up(
                StackOptions.only("s3").onPortOffset(offset).over(ObjectStore.MINIO),
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
