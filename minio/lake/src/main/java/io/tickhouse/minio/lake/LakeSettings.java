package io.tickhouse.minio.lake;

import java.io.Serializable;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.hadoop.conf.Configuration;
import org.apache.iceberg.CatalogProperties;
import org.apache.iceberg.CatalogUtil;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.catalog.SupportsNamespaces;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.AlreadyExistsException;

/**
 * Where a catalog and the files of its tables are, and how they are opened. Jobs write through
 * these settings and tools read through them, so a tool finds what a job wrote.
 *
 * @param uri of the REST server or the database; not used by a Hadoop catalog
 * @param warehouse URI where tables are created; a REST catalog also accepts a plain name
 * @param s3Endpoint URL, or null for AWS itself
 * @param s3AccessKey null for the default chain of AWS
 * @param s3SecretKey null if the access key is
 * @param more further properties of the catalog, which win; those that begin with {@code fs.} reach
 *     Hadoop, too
 */
public record LakeSettings(
        Type type,
        String uri,
        String warehouse,
        String s3Endpoint,
        String s3AccessKey,
        String s3SecretKey,
        Map<String, String> more)
        implements Serializable {

    /** The catalog that keeps the pointers to the tables. */
    public enum Type {
        REST,
        JDBC,
        /** Only files in the warehouse; concurrent commits on S3 can be lost. */
        HADOOP
    }

    public static final String ACCESS_KEY = "s3.access-key-id";
    public static final String SECRET_KEY = "s3.secret-access-key";
    public static final String SESSION_TOKEN = "s3.session-token";
    public static final String REGION = "client.region";

    /** The folder where files are assembled before the upload. */
    public static final String STAGING = "s3.staging-dir";

    private static final String ENDPOINT = "s3.endpoint";
    private static final String PATH_STYLE = "s3.path-style-access";

    private static final Map<String, String> UNDER_HADOOPS_NAMES =
            Map.of(
                    ENDPOINT, "fs.s3a.endpoint",
                    PATH_STYLE, "fs.s3a.path.style.access",
                    REGION, "fs.s3a.endpoint.region",
                    ACCESS_KEY, "fs.s3a.access.key",
                    SECRET_KEY, "fs.s3a.secret.key",
                    SESSION_TOKEN, "fs.s3a.session.token",
                    STAGING, "fs.s3a.buffer.dir");

    private static final String S3_FILES = "org.apache.iceberg.aws.s3.S3FileIO";
    private static final String HADOOP_FILES = "org.apache.iceberg.hadoop.HadoopFileIO";

    private static final Pattern SCHEME = Pattern.compile("([a-zA-Z][a-zA-Z0-9+.-]*):/.*");

    /**
     * @throws LakeRefusal if an access key or a secret key is without the other
     */
    public LakeSettings {
        more = Map.copyOf(more);
        boolean hasAccessKey = isGiven(s3AccessKey) || more.containsKey(ACCESS_KEY);
        boolean hasSecretKey = isGiven(s3SecretKey) || more.containsKey(SECRET_KEY);
        if (hasAccessKey != hasSecretKey) {
            throw new LakeRefusal(
                    "An S3 access key and its secret key belong together: set S3_ACCESS_KEY and"
                            + " S3_SECRET_KEY both.");
        }
    }

    /**
     * A catalog that is only files in a local folder.
     *
     * @param warehouse URI of the folder
     */
    public static LakeSettings inFolder(String warehouse) {
        return new LakeSettings(Type.HADOOP, null, warehouse, null, null, null, Map.of());
    }

    /** The same with further properties, which win. */
    public LakeSettings with(Map<String, String> properties) {
        Map<String, String> all = new HashMap<>(more);
        all.putAll(properties);
        return new LakeSettings(type, uri, warehouse, s3Endpoint, s3AccessKey, s3SecretKey, all);
    }

    /**
     * The same for a job, which says how it writes files: s3 goes through Iceberg's S3FileIO; s3a,
     * hdfs and file through Hadoop. A reader says so for S3 alone, and leaves the rest to Iceberg.
     *
     * @throws LakeRefusal if files of this warehouse cannot be reached
     */
    public LakeSettings forWriting() {
        if (more.containsKey(CatalogProperties.FILE_IO_IMPL)) {
            return this;
        }
        String files = filesOfJob();
        return files == null ? this : with(Map.of(CatalogProperties.FILE_IO_IMPL, files));
    }

    private String filesOfJob() {
        return switch (scheme()) {
            case "" -> {
                boolean folder = type == Type.HADOOP || warehouse.startsWith("/");
                // A name that the server knows; without an endpoint it decides by the files'
                // addresses.
                yield folder ? HADOOP_FILES : isGiven(s3Endpoint) ? S3_FILES : null;
            }
            case "s3" -> type == Type.HADOOP ? HADOOP_FILES : S3_FILES;
            case "s3a", "hdfs", "file" -> HADOOP_FILES;
            default ->
                    throw new LakeRefusal(
                            ("The warehouse %s needs a library that the job's jar does not have:"
                                            + " use s3://, s3a://, hdfs:// or file:, or add the"
                                            + " library to Flink's lib folder and name its class"
                                            + " with --catalog-property io-impl=CLASS.")
                                    .formatted(warehouse));
        };
    }

    private String scheme() {
        Matcher scheme = SCHEME.matcher(warehouse);
        return scheme.matches() ? scheme.group(1) : "";
    }

    /**
     * Where a new table is to be. Empty if the catalog decides: a REST server has a warehouse of
     * its own, but a URI means this one.
     */
    public Optional<String> location(TableIdentifier id) {
        String root = properties().get(CatalogProperties.WAREHOUSE_LOCATION);
        return type == Type.REST && root.contains("://")
                ? Optional.of(
                        "%s/%s/%s"
                                .formatted(
                                        root.replaceAll("/+$", ""),
                                        String.join("/", id.namespace().levels()),
                                        id.name()))
                : Optional.empty();
    }

    /**
     * A table without partitions, as it is or, if there is none, as this house makes them.
     *
     * @param catalog that these settings opened
     */
    public Table loadOrCreate(Catalog catalog, TableIdentifier id, Schema schema) {
        if (catalog.tableExists(id)) {
            return catalog.loadTable(id);
        }
        try {
            if (catalog instanceof SupportsNamespaces namespaces
                    && !namespaces.namespaceExists(id.namespace())) {
                namespaces.createNamespace(id.namespace());
            }
            Catalog.TableBuilder builder =
                    catalog.buildTable(id, schema).withProperties(TableDefaults.PROPERTIES);
            location(id).ifPresent(builder::withLocation);
            return builder.create();
        } catch (AlreadyExistsException e) { // by another program at the same time
            return catalog.loadTable(id);
        }
    }

    /** Opens the catalog; the caller closes it if it is {@link java.io.Closeable}. */
    public Catalog open(String name) {
        String implementation =
                switch (type) {
                    case REST -> CatalogUtil.ICEBERG_CATALOG_REST;
                    case JDBC -> CatalogUtil.ICEBERG_CATALOG_JDBC;
                    case HADOOP -> CatalogUtil.ICEBERG_CATALOG_HADOOP;
                };
        return CatalogUtil.loadCatalog(implementation, name, properties(), hadoop());
    }

    /** What the catalog is opened with. */
    public Map<String, String> properties() {
        Map<String, String> all = new HashMap<>();
        all.put(CatalogProperties.WAREHOUSE_LOCATION, warehouse);
        if (type != Type.HADOOP) {
            putIfGiven(all, CatalogProperties.URI, uri);
            if (scheme().startsWith("s3")) {
                all.put(CatalogProperties.FILE_IO_IMPL, S3_FILES);
            }
        }
        if (type == Type.JDBC) {
            all.put("jdbc.schema-version", "V1");
        }
        if (isGiven(s3Endpoint)) {
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
        return all;
    }

    /** The same settings under Hadoop's names, for files that go through Hadoop. */
    Configuration hadoop() {
        Map<String, String> properties = properties();
        Configuration hadoop = new Configuration();
        hadoop.set("fs.s3a.impl", "org.apache.hadoop.fs.s3a.S3AFileSystem");
        // A catalog server may hand out s3 locations to a job that asked for s3a.
        hadoop.set("fs.s3.impl", "org.apache.hadoop.fs.s3a.S3AFileSystem");
        hadoop.set("fs.s3a.connection.establish.timeout", "15s");
        hadoop.set("fs.s3a.attempts.maximum", "5");
        UNDER_HADOOPS_NAMES.forEach(
                (property, key) -> {
                    if (properties.containsKey(property)) {
                        hadoop.set(key, properties.get(property));
                    }
                });
        if (properties.getOrDefault(ENDPOINT, "").startsWith("http:")) {
            hadoop.set("fs.s3a.connection.ssl.enabled", "false");
        }
        more.forEach(
                (key, value) -> {
                    if (key.startsWith("fs.")) {
                        hadoop.set(key, value);
                    }
                });
        return hadoop;
    }

    private static void putIfGiven(Map<String, String> all, String key, String value) {
        if (isGiven(value)) {
            all.put(key, value);
        }
    }

    private static boolean isGiven(String text) {
        return text != null && !text.isEmpty();
    }

    /** Without the keys, so that they are not printed. */
    @Override
    public String toString() {
        return type + " catalog at " + (uri == null ? warehouse : uri);
    }
}
