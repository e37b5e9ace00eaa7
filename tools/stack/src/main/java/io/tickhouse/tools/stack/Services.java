package io.tickhouse.tools.stack;

import io.tickhouse.tools.Endpoints;
import io.tickhouse.tools.JavaProgram;
import io.tickhouse.tools.UserError;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** The services of the stack, in the order in which they are listed and started. */
final class Services {

    /** Started unless the command asks for others. */
    static final List<String> STANDARD =
            List.of(
                    "kafka",
                    "s3",
                    "catalog",
                    "zookeeper",
                    "pinot",
                    "jobmanager",
                    "taskmanager",
                    "care");

    /** Started only by name: it needs a topic, and is meant for a comparison. */
    static final String STREAMS = "streams";

    private static final List<String> NAMES =
            Stream.concat(STANDARD.stream(), Stream.of(STREAMS)).toList();
    private static final Map<String, List<String>> GROUPS =
            Map.of("flink", List.of("jobmanager", "taskmanager"));

    private static final String MINIO = "minio";
    private static final List<String> NEUTRAL_LOCALE =
            List.of("-Duser.language=en", "-Duser.country=US");

    /** A snapshot each two seconds makes 300 small files of each table in this time. */
    private static final Duration BETWEEN_CARE = Duration.ofMinutes(10);

    private static final Duration QUICK = Duration.ofSeconds(90);
    private static final Duration SLOW = Duration.ofMinutes(3);

    private final Path home;
    private final Path root;
    private final Layout layout;
    private final Map<String, String> caller;
    private final Endpoints endpoints;
    private final Map<String, Integer> ports = new LinkedHashMap<>();

    Services(Path home, Path root, Layout layout) {
        this(home, root, layout, System.getenv());
    }

    /**
     * The services as a command with the given environment starts them.
     *
     * @param caller environment of the command
     */
    Services(Path home, Path root, Layout layout, Map<String, String> caller) {
        this.home = home;
        this.root = root;
        this.layout = layout;
        this.caller = caller;
        this.endpoints = Endpoints.onLoopback(layout.portOffset());
        port("kafka", 9092);
        port("kafka.controller", 9093);
        port("s3", 9100);
        port("s3.console", 9101);
        port("catalog", 8181);
        port("zookeeper", 2181);
        port("pinot.controller", 9000);
        port("pinot.broker", 8099);
        port("pinot.server", 8098);
        port("pinot.admin", 8097);
        port("jobmanager", 8081);
        port("jobmanager.rpc", 6123);
        port("jobmanager.blob", 6124);
        port("taskmanager", 6121);
        port("streams", 8080);
    }

    private void port(String name, int standard) {
        ports.put(name, standard + layout.portOffset());
    }

    /** All of them. */
    List<Service> all() {
        return List.of(
                kafka(),
                s3(),
                catalog(),
                zookeeper(),
                pinot(),
                jobManager(),
                taskManager(),
                care(),
                streams());
    }

    /**
     * The chosen services and those that they need.
     *
     * @throws UserError if a name is unknown, or a needed service is left out
     */
    List<Service> selected(Set<String> services, Set<String> without) {
        Set<String> left = expand(without);
        Set<String> wanted = expand(services.isEmpty() ? Set.copyOf(STANDARD) : services);
        wanted.removeAll(left);
        if (services.isEmpty() && left.contains("pinot")) {
            // No other service uses it.
            wanted.remove("zookeeper");
        }
        for (Service service : all()) {
            if (wanted.contains(service.name())) {
                for (String need : service.needs()) {
                    if (left.contains(need)) {
                        throw UserError.badUsage(
                                service.name()
                                        + " needs "
                                        + need
                                        + ": leave out "
                                        + service.name()
                                        + " too, or keep "
                                        + need
                                        + ".");
                    }
                    wanted.add(need);
                }
            }
        }
        return all().stream().filter(service -> wanted.contains(service.name())).toList();
    }

    /**
     * The names of services, with those of a group in its place.
     *
     * @throws UserError if a name is unknown
     */
    static Set<String> expand(Set<String> names) {
        Set<String> expanded = new LinkedHashSet<>();
        for (String name : names) {
            if (GROUPS.containsKey(name)) {
                expanded.addAll(GROUPS.get(name));
            } else if (NAMES.contains(name)) {
                expanded.add(name);
            } else {
                throw UserError.badUsage(unknown(name));
            }
        }
        return expanded;
    }

    static String unknown(String name) {
        return "There is no service "
                + name
                + ": choose one of "
                + String.join(", ", NAMES)
                + ", or flink for jobmanager and taskmanager.";
    }

    Endpoints endpoints() {
        return endpoints;
    }

    private Service kafka() {
        Path config = dir("kafka").resolve("conf/server.properties");
        return new Draft("kafka", "kafka/broker")
                .holdsData()
                .ports("kafka", "kafka.controller")
                .templates("kafka/broker", "server.properties", "simplelogger.properties")
                .java("kafka.Kafka", config.toString())
                .stopsIn(20)
                .build(Probe.kafka(ports.get("kafka")), QUICK);
    }

    private Service s3() {
        Draft draft = new Draft("s3", "minio/store").holdsData().stopsIn(5);
        Path data = dir("s3").resolve("data");
        if (layout.objectStore() == ObjectStore.MINIO) {
            // In its own folder: the two stores lay out objects differently.
            Path minioData = dir("s3").resolve("minio-data");
            draft.ports("s3", "s3.console")
                    .folders(minioData.resolve("warehouse"))
                    .program(
                            MINIO,
                            "server",
                            minioData.toString(),
                            "--address",
                            "127.0.0.1:" + ports.get("s3"),
                            "--console-address",
                            "127.0.0.1:" + ports.get("s3.console"))
                    .env("MINIO_ROOT_USER", endpoints.s3AccessKey())
                    .env("MINIO_ROOT_PASSWORD", endpoints.s3SecretKey());
            return draft.build(Probe.http(endpoints.s3() + "/minio/health/ready", 299), QUICK);
        }
        // In both stores a folder is a bucket, so nothing has to be created through the API.
        return draft.ports("s3")
                .folders(data.resolve("warehouse"))
                .templates("minio/store", "s3proxy.properties", "logback.xml")
                .java(
                        "org.gaul.s3proxy.Main",
                        "--properties",
                        dir("s3").resolve("conf/s3proxy.properties").toString())
                // It answers an unsigned request with 403, which shows that it serves.
                .build(Probe.http(endpoints.s3() + "/", 403), QUICK);
    }

    private Service catalog() {
        return new Draft("catalog", "minio/catalog")
                .needs("s3")
                .ports("catalog")
                .folders(dir("catalog").resolve("data"))
                .templates("minio/catalog", "catalog.properties", "simplelogger.properties")
                .java(
                        "io.tickhouse.guard.GuardedCatalog",
                        String.valueOf(ports.get("catalog")),
                        dir("catalog").resolve("conf/catalog.properties").toString())
                .stopsIn(5)
                .build(Probe.http(endpoints.catalog() + "/v1/config", 299), QUICK);
    }

    private Service zookeeper() {
        return new Draft("zookeeper", "pinot/cluster")
                .holdsData()
                .ports("zookeeper")
                .templates("pinot/cluster/conf", "zoo.cfg", "log4j2.xml")
                .java(
                        "org.apache.zookeeper.server.quorum.QuorumPeerMain",
                        dir("zookeeper").resolve("conf/zoo.cfg").toString())
                .stopsIn(5)
                .build(Probe.zookeeper(ports.get("zookeeper")), QUICK);
    }

    private Service pinot() {
        Path conf = dir("pinot").resolve("conf");
        return new Draft("pinot", "pinot/cluster")
                .needs("zookeeper")
                .ports("pinot.controller", "pinot.broker", "pinot.server", "pinot.admin")
                .templates(
                        "pinot/cluster/conf",
                        "controller.conf",
                        "broker.conf",
                        "server.conf",
                        "log4j2.xml")
                .java(
                        "org.apache.pinot.tools.admin.PinotAdministrator",
                        "StartServiceManager",
                        "-clusterName",
                        "tickhouse",
                        "-zkAddress",
                        endpoints.zookeeper(),
                        "-port",
                        "-1",
                        "-bootstrapConfigPaths",
                        conf.resolve("controller.conf").toString(),
                        conf.resolve("broker.conf").toString(),
                        conf.resolve("server.conf").toString())
                // Controller and broker end within 2 s. The server waits for the fetch of one
                // partition after the other: half a second each with our tables, 8 s measured for
                // nine partitions. With Pinot's default of 5 s a fetch it would take 30 s. A kill
                // loses nothing, as sealed segments are on disk and consuming ones are read again
                // from Kafka. But the next start then waits for the ZooKeeper session to run out.
                .stopsIn(20)
                .build(
                        Probe.all(
                                Probe.http(endpoints.pinotController() + "/health", 299),
                                Probe.http("http://" + endpoints.pinotBroker() + "/health", 299),
                                Probe.http(
                                        "http://127.0.0.1:" + ports.get("pinot.admin") + "/health",
                                        299)),
                        SLOW);
    }

    private Service jobManager() {
        return flink("jobmanager")
                .ports("jobmanager", "jobmanager.rpc", "jobmanager.blob")
                .java(
                        "org.apache.flink.runtime.entrypoint.StandaloneSessionClusterEntrypoint",
                        "--configDir",
                        dir("jobmanager").resolve("conf").toString())
                .build(Probe.http(endpoints.flink() + "/overview", 299), QUICK);
    }

    private Service taskManager() {
        return flink("taskmanager")
                .needs("jobmanager")
                .ports("taskmanager")
                .takesKeysOfTheUser()
                // So no job needs the keys among its arguments, which the web UI shows.
                .env("S3_ACCESS_KEY", endpoints.s3AccessKey())
                .env("S3_SECRET_KEY", endpoints.s3SecretKey())
                .env("AWS_ACCESS_KEY_ID", endpoints.s3AccessKey())
                .env("AWS_SECRET_ACCESS_KEY", endpoints.s3SecretKey())
                .env("AWS_REGION", "us-east-1")
                .java(
                        "org.apache.flink.runtime.taskexecutor.TaskManagerRunner",
                        "--configDir",
                        dir("taskmanager").resolve("conf").toString())
                .build(
                        Probe.all(
                                Probe.open(ports.get("taskmanager")),
                                Probe.http(endpoints.flink() + "/taskmanagers/taskmanager-1", 299)),
                        QUICK);
    }

    private Draft flink(String name) {
        return new Draft(name, "flink-operator")
                .templates("flink-operator/local", "config.yaml", "log4j2.properties")
                .folders(home.resolve("flink/checkpoints"), home.resolve("flink/savepoints"))
                .logsToItsOwnFile()
                .stopsIn(10);
    }

    /** Keeps the tables small while the stack is up. It serves nothing. */
    private Service care() {
        return new Draft("care", "tools/care")
                .needs("catalog", "taskmanager")
                .program(
                        "bash",
                        root.resolve("tools/care/local/care.sh").toString(),
                        dir("care") + "/",
                        Long.toString(BETWEEN_CARE.toSeconds()),
                        root.resolve("tickhouse").toString(),
                        home.toString())
                .env("JAVA_HOME", System.getProperty("java.home"))
                .env("TICKHOUSE_BUILD", "never")
                .stopsIn(5)
                .build(() -> true, QUICK);
    }

    private Service streams() {
        return new Draft(STREAMS, "kafka/streams")
                .needs("kafka")
                .ports("streams")
                .templates("kafka/streams")
                .folders(dir(STREAMS).resolve("state"))
                .java(
                        "io.tickhouse.streams.FlattenStreamsApp",
                        "--bootstrap-servers=" + endpoints.kafka(),
                        "--state-dir=" + dir(STREAMS).resolve("state"),
                        "--http-port=" + ports.get("streams"),
                        // A fixed name: after a kill it gets its partitions back at once.
                        "--kafka-property=group.instance.id=local")
                .shadedJar("streams-*-all.jar")
                .stopsIn(25)
                .build(Probe.http(endpoints.streams() + "/health", 299), QUICK);
    }

    private Path dir(String service) {
        return home.resolve(service);
    }

    /** Builds a service. */
    private final class Draft {

        private final String name;
        private final Path module;
        private final Path dir;
        private List<String> needs = List.of();
        private boolean holdsData;
        private final Map<String, Integer> served = new LinkedHashMap<>();
        private final List<Path> templates = new ArrayList<>();
        private final Map<String, String> environment = new LinkedHashMap<>();
        private List<Path> folders = List.of();
        private List<String> command = List.of();
        private Path classpath;
        private boolean ownLog;
        private boolean keysOfTheUser;
        private Duration grace = Duration.ZERO;

        Draft(String name, String module) {
            this.name = name;
            this.module = root.resolve(module);
            this.dir = dir(name);
        }

        Draft needs(String... services) {
            needs = List.of(services);
            return this;
        }

        Draft holdsData() {
            holdsData = true;
            return this;
        }

        Draft ports(String... names) {
            for (String port : names) {
                served.put(port, ports.get(port));
            }
            return this;
        }

        Draft templates(String folder, String... files) {
            Path from = root.resolve(folder);
            templates.add(from.resolve(name + ".jvm"));
            Stream.of(files).map(from::resolve).forEach(templates::add);
            return this;
        }

        Draft folders(Path... paths) {
            folders = List.of(paths);
            return this;
        }

        Draft env(String key, String value) {
            environment.put(key, value);
            return this;
        }

        Draft takesKeysOfTheUser() {
            keysOfTheUser = true;
            return this;
        }

        Draft logsToItsOwnFile() {
            ownLog = true;
            return this;
        }

        Draft stopsIn(int seconds) {
            grace = Duration.ofSeconds(seconds);
            return this;
        }

        Draft java(String mainClass, String... arguments) {
            classpath = module.resolve("target/classpath.txt");
            Path conf = dir.resolve("conf");
            List<String> line = new ArrayList<>();
            line.add(JavaProgram.path());
            line.add("@" + conf.resolve(name + ".jvm"));
            line.addAll(NEUTRAL_LOCALE);
            line.add("@" + conf.resolve(Launcher.CLASSPATH_OPTION));
            line.add(mainClass);
            line.addAll(List.of(arguments));
            command = List.copyOf(line);
            return this;
        }

        /** Runs from a jar that contains all its libraries, as a user runs it. */
        Draft shadedJar(String pattern) {
            classpath = module.resolve("target").resolve(pattern);
            return this;
        }

        Draft program(String path, String... arguments) {
            command = Stream.concat(Stream.of(path), Stream.of(arguments)).toList();
            return this;
        }

        Service build(Probe probe, Duration patience) {
            Path log = dir.resolve(name + ".log");
            return new Service(
                    name,
                    needs,
                    holdsData,
                    served,
                    dir,
                    log,
                    ownLog ? dir.resolve(name + ".out") : log,
                    List.copyOf(templates),
                    values(log),
                    classpath,
                    command,
                    environment(),
                    folders,
                    probe,
                    patience,
                    grace);
        }

        private Map<String, String> environment() {
            Path temp = dir.resolve("tmp");
            Map<String, String> all =
                    keysOfTheUser
                            ? ServiceEnvironment.withKeys(caller, temp)
                            : ServiceEnvironment.withoutKeys(caller, temp);
            all.putAll(environment);
            return Map.copyOf(all);
        }

        private Map<String, String> values(Path log) {
            Map<String, String> values = new LinkedHashMap<>();
            ports.forEach((port, number) -> values.put("port." + port, number.toString()));
            values.put("dir", dir.toString());
            // Not Path.toUri(): it ends with a slash only if the folder exists.
            values.put("dir.uri", "file://" + dir.toUri().getRawPath().replaceFirst("/*$", "/"));
            values.put("conf", dir.resolve("conf").toString());
            values.put("tmp", dir.resolve("tmp").toString());
            values.put("log", log.toString());
            values.put("flink", home.resolve("flink").toString());
            values.put("s3.access", endpoints.s3AccessKey());
            values.put("s3.secret", endpoints.s3SecretKey());
            return values;
        }
    }
}
