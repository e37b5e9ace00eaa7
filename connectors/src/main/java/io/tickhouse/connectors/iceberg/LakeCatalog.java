package io.tickhouse.connectors.iceberg;

import java.util.HashMap;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.iceberg.CatalogProperties;
import org.apache.iceberg.CatalogUtil;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.flink.CatalogLoader;

/**
 * How a job finds its catalog and its files, on every machine it runs on. It never prints its
 * properties: keys are among them, and Flink logs what it serializes.
 */
public final class LakeCatalog implements CatalogLoader {

    /** Which catalog keeps the pointers to the tables. */
    public enum Type {
        REST,
        JDBC,
        /** Files in the warehouse alone; concurrent commits on S3 can be lost. */
        HADOOP
    }

    private static final long serialVersionUID = 1L;

    private final String name;
    private final Type type;
    private final Map<String, String> properties;

    /**
     * @param name of the catalog
     * @param uri of the REST server or the database; not used by a Hadoop catalog
     * @param warehouse URI where tables are made: s3 goes through Iceberg's S3FileIO, s3a through
     *     Hadoop; a REST catalog also takes a plain name
     * @param s3Endpoint URL, or null for AWS itself
     * @param s3AccessKey null for the AWS default chain
     * @param s3SecretKey null for the AWS default chain
     * @param more properties for the catalog; they win
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
        if (warehouse.startsWith("s3a:") || type == Type.HADOOP) {
            all.put(CatalogProperties.FILE_IO_IMPL, "org.apache.iceberg.hadoop.HadoopFileIO");
        } else if (warehouse.startsWith("s3:") || s3Endpoint != null) {
            all.put(CatalogProperties.FILE_IO_IMPL, "org.apache.iceberg.aws.s3.S3FileIO");
        }
        putIfGiven(all, "s3.endpoint", s3Endpoint);
        putIfGiven(all, "s3.access-key-id", s3AccessKey);
        putIfGiven(all, "s3.secret-access-key", s3SecretKey);
        all.put("s3.path-style-access", "true");
        all.put("client.region", "us-east-1");
        all.put("http-client.type", "apache");
        all.putAll(more);
        this.properties = Map.copyOf(all);
    }

    private static void putIfGiven(Map<String, String> all, String key, String value) {
        if (value != null && !value.isEmpty()) {
            all.put(key, value);
        }
    }

    private LakeCatalog(LakeCatalog other) {
        this.name = other.name;
        this.type = other.type;
        this.properties = other.properties;
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
        return CatalogUtil.loadCatalog(implementation, name, properties, hadoop());
    }

    /** The same settings under Hadoop's names, for warehouses that go through it. */
    private Configuration hadoop() {
        Configuration hadoop = new Configuration();
        hadoop.set("fs.s3a.impl", "org.apache.hadoop.fs.s3a.S3AFileSystem");
        // A catalog server may hand out s3 locations to a job that asked for s3a.
        hadoop.set("fs.s3.impl", "org.apache.hadoop.fs.s3a.S3AFileSystem");
        hadoop.set("fs.s3a.path.style.access", properties.get("s3.path-style-access"));
        hadoop.set("fs.s3a.endpoint.region", properties.get("client.region"));
        hadoop.set("fs.s3a.connection.establish.timeout", "15s");
        hadoop.set("fs.s3a.attempts.maximum", "5");
        hadoop.set("fs.s3a.buffer.dir", System.getProperty("java.io.tmpdir") + "/tickhouse-s3a");
        copy(hadoop, "fs.s3a.endpoint", "s3.endpoint");
        copy(hadoop, "fs.s3a.access.key", "s3.access-key-id");
        copy(hadoop, "fs.s3a.secret.key", "s3.secret-access-key");
        String endpoint = properties.get("s3.endpoint");
        if (endpoint != null && endpoint.startsWith("http:")) {
            hadoop.set("fs.s3a.connection.ssl.enabled", "false");
        }
        return hadoop;
    }

    private void copy(Configuration hadoop, String key, String property) {
        if (properties.containsKey(property)) {
            hadoop.set(key, properties.get(property));
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
