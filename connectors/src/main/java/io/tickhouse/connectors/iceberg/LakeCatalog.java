package io.tickhouse.connectors.iceberg;

import io.tickhouse.connectors.Refusal;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.flink.configuration.ConfigurationUtils;
import org.apache.flink.configuration.GlobalConfiguration;
import org.apache.hadoop.conf.Configuration;
import org.apache.iceberg.CatalogProperties;
import org.apache.iceberg.CatalogUtil;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.flink.CatalogLoader;

/**
 * How a job finds its catalog and its files, on every machine where it runs. It never prints its
 * properties: they may include keys, and Flink logs what it serializes.
 *
 * <p>S3 keys from the environment are read on each machine, when the catalog is opened there. They
 * are not part of the job graph, which is stored in clear text in the blob server and in high
 * availability's store.
 */
public final class LakeCatalog implements CatalogLoader {

    /** The catalog that keeps the pointers to the tables. */
    public enum Type {
        REST,
        JDBC,
        /** Only files in the warehouse; concurrent commits on S3 can be lost. */
        HADOOP
    }

    private static final long serialVersionUID = 1L;

    private static final String ACCESS_KEY = "s3.access-key-id";
    private static final String SECRET_KEY = "s3.secret-access-key";
    private static final String SESSION_TOKEN = "s3.session-token";
    private static final String ENDPOINT = "s3.endpoint";
    private static final String PATH_STYLE = "s3.path-style-access";
    private static final String REGION = "client.region";
    private static final String STAGING = "s3.staging-dir";

    private static final Pattern SCHEME = Pattern.compile("([a-zA-Z][a-zA-Z0-9+.-]*):/.*");

    private final String name;
    private final Type type;
    private final Map<String, String> properties;
    private final boolean keysFromEnvironment;

    /**
     * @param name of the catalog
     * @param uri of the REST server or the database; not used by a Hadoop catalog
     * @param warehouse URI where tables are created: s3 uses Iceberg's S3FileIO; s3a, hdfs and file
     *     use Hadoop. A REST catalog also accepts a plain name
     * @param s3Endpoint URL, or null for AWS itself
     * @param s3AccessKey null for the variable {@code S3_ACCESS_KEY} of each machine or, if that is
     *     not set, for the AWS default chain
     * @param s3SecretKey null if the access key is
     * @param more further catalog properties, which win
     * @throws Refusal if files of this warehouse cannot be reached
     */
    public LakeCatalog(
            String name,
            Type type,
            String uri,
            String warehouse,
            String s3Endpoint,
            String s3AccessKey,
            String s3SecretKey,
            Map<String, String> more) {
        this(
                name,
                type,
                uri,
                warehouse,
                s3Endpoint,
                s3AccessKey,
                s3SecretKey,
                more,
                System.getenv());
    }

    LakeCatalog(
            String name,
            Type type,
            String uri,
            String warehouse,
            String s3Endpoint,
            String s3AccessKey,
            String s3SecretKey,
            Map<String, String> more,
            Map<String, String> environment) {
        this.name = name;
        this.type = type;
        HashMap<String, String> all = new HashMap<>();
        all.put(CatalogProperties.WAREHOUSE_LOCATION, warehouse);
        if (type != Type.HADOOP) {
            all.put(CatalogProperties.URI, uri);
        }
        if (type == Type.JDBC) {
            all.put("jdbc.schema-version", "V1");
        }
        boolean atAws = isEmpty(s3Endpoint);
        if (!more.containsKey(CatalogProperties.FILE_IO_IMPL)) {
            putIfGiven(all, CatalogProperties.FILE_IO_IMPL, files(type, warehouse, atAws));
        }
        if (!atAws) {
            all.put(ENDPOINT, s3Endpoint);
            // Self-hosted stores have neither a host name for each bucket nor regions. AWS has
            // both, and tells them.
            all.put(PATH_STYLE, "true");
            all.put(REGION, "us-east-1");
        }
        putIfGiven(all, ACCESS_KEY, s3AccessKey);
        putIfGiven(all, SECRET_KEY, s3SecretKey);
        all.put("http-client.type", "apache");
        all.putAll(more);
        this.keysFromEnvironment =
                !all.containsKey(ACCESS_KEY) && !isEmpty(environment.get("S3_ACCESS_KEY"));
        if (all.containsKey(ACCESS_KEY) != all.containsKey(SECRET_KEY)) {
            throw new Refusal(
                    "An S3 access key and its secret key belong together: set S3_ACCESS_KEY and"
                            + " S3_SECRET_KEY both.");
        }
        this.properties = Map.copyOf(all);
        environmentKeys(environment);
    }

    private static String files(Type type, String warehouse, boolean atAws) {
        Matcher scheme = SCHEME.matcher(warehouse);
        String hadoop = "org.apache.iceberg.hadoop.HadoopFileIO";
        String s3 = "org.apache.iceberg.aws.s3.S3FileIO";
        if (!scheme.matches()) {
            boolean folder = type == Type.HADOOP || warehouse.startsWith("/");
            // A name that the server knows; without an endpoint it decides by the files' addresses.
            return folder ? hadoop : atAws ? null : s3;
        }
        return switch (scheme.group(1)) {
            case "s3" -> type == Type.HADOOP ? hadoop : s3;
            case "s3a", "hdfs", "file" -> hadoop;
            default ->
                    throw new Refusal(
                            ("The warehouse %s needs a library that the job's jar does not have:"
                                            + " use s3://, s3a://, hdfs:// or file:, or add the"
                                            + " library to Flink's lib folder and name its class"
                                            + " with --catalog-property io-impl=CLASS.")
                                    .formatted(warehouse));
        };
    }

    private static void putIfGiven(Map<String, String> all, String key, String value) {
        if (!isEmpty(value)) {
            all.put(key, value);
        }
    }

    private static boolean isEmpty(String text) {
        return text == null || text.isEmpty();
    }

    private LakeCatalog(LakeCatalog other) {
        this.name = other.name;
        this.type = other.type;
        this.properties = other.properties;
        this.keysFromEnvironment = other.keysFromEnvironment;
    }

    String name() {
        return name;
    }

    Type type() {
        return type;
    }

    String warehouse() {
        return properties.get(CatalogProperties.WAREHOUSE_LOCATION);
    }

    @Override
    public Catalog loadCatalog() {
        String implementation =
                switch (type) {
                    case REST -> CatalogUtil.ICEBERG_CATALOG_REST;
                    case JDBC -> CatalogUtil.ICEBERG_CATALOG_JDBC;
                    case HADOOP -> CatalogUtil.ICEBERG_CATALOG_HADOOP;
                };
        Map<String, String> here = new HashMap<>(properties);
        here.putAll(environmentKeys(System.getenv()));
        here.putIfAbsent(STAGING, Scratch.FOLDER);
        return CatalogUtil.loadCatalog(implementation, name, here, hadoop(here));
    }

    /** What is passed to the catalog, apart from what each machine adds. */
    Map<String, String> properties() {
        return properties;
    }

    /**
     * The keys of this machine.
     *
     * @throws Refusal if they are not set here, but were set where the job was started
     */
    Map<String, String> environmentKeys(Map<String, String> environment) {
        Map<String, String> keys = new HashMap<>();
        if (keysFromEnvironment) {
            for (String variable : new String[] {"S3_ACCESS_KEY", "S3_SECRET_KEY"}) {
                if (isEmpty(environment.get(variable))) {
                    throw new Refusal(
                            ("The variable %s is not set on this machine, but S3_ACCESS_KEY was"
                                            + " where the job was started: S3_ACCESS_KEY and"
                                            + " S3_SECRET_KEY must be set for each TaskManager,"
                                            + " too.")
                                    .formatted(variable));
                }
            }
            keys.put(ACCESS_KEY, environment.get("S3_ACCESS_KEY"));
            keys.put(SECRET_KEY, environment.get("S3_SECRET_KEY"));
            putIfGiven(keys, SESSION_TOKEN, environment.get("S3_SESSION_TOKEN"));
        }
        return keys;
    }

    /** The same settings under Hadoop's names, for warehouses that use Hadoop. */
    private static Configuration hadoop(Map<String, String> properties) {
        Configuration hadoop = new Configuration();
        hadoop.set("fs.s3a.impl", "org.apache.hadoop.fs.s3a.S3AFileSystem");
        // A catalog server may hand out s3 locations to a job that asked for s3a.
        hadoop.set("fs.s3.impl", "org.apache.hadoop.fs.s3a.S3AFileSystem");
        hadoop.set("fs.s3a.connection.establish.timeout", "15s");
        hadoop.set("fs.s3a.attempts.maximum", "5");
        hadoop.set("fs.s3a.buffer.dir", properties.get(STAGING));
        copy(properties, PATH_STYLE, hadoop, "fs.s3a.path.style.access");
        copy(properties, REGION, hadoop, "fs.s3a.endpoint.region");
        copy(properties, ENDPOINT, hadoop, "fs.s3a.endpoint");
        copy(properties, ACCESS_KEY, hadoop, "fs.s3a.access.key");
        copy(properties, SECRET_KEY, hadoop, "fs.s3a.secret.key");
        copy(properties, SESSION_TOKEN, hadoop, "fs.s3a.session.token");
        String endpoint = properties.get(ENDPOINT);
        if (endpoint != null && endpoint.startsWith("http:")) {
            hadoop.set("fs.s3a.connection.ssl.enabled", "false");
        }
        return hadoop;
    }

    private static void copy(
            Map<String, String> properties, String property, Configuration hadoop, String key) {
        if (properties.containsKey(property)) {
            hadoop.set(key, properties.get(property));
        }
    }

    /**
     * Where files are assembled before the upload: a folder of this process only, created on first
     * use. A fixed name could belong to another user of the machine.
     */
    private static final class Scratch {

        static final String FOLDER = make();

        private static String make() {
            String[] folders =
                    ConfigurationUtils.parseTempDirectories(
                            GlobalConfiguration.loadConfiguration());
            try {
                Path folder = Files.createTempDirectory(Path.of(folders[0]), "tickhouse-s3-");
                folder.toFile().deleteOnExit();
                return folder.toString();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    @Override
    @SuppressWarnings({"MethodDoesntCallSuperMethod", "NoClone"})
    public CatalogLoader clone() {
        return new LakeCatalog(this);
    }

    @Override
    public String toString() {
        return type + " catalog " + name + " at " + warehouse();
    }
}
