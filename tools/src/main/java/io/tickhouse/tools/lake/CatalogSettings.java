package io.tickhouse.tools.lake;

import io.tickhouse.tools.Endpoints;
import java.util.HashMap;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.iceberg.CatalogProperties;
import org.apache.iceberg.CatalogUtil;
import org.apache.iceberg.catalog.Catalog;

/**
 * Where Iceberg's tables are, for a reader.
 *
 * @param uri of the REST server or the database; null for a Hadoop catalog
 * @param warehouse URI
 * @param s3Endpoint URL, or null for AWS
 * @param s3AccessKey null for the default chain of AWS
 * @param s3SecretKey null for the default chain of AWS
 * @param more properties of the catalog; they override the others
 */
public record CatalogSettings(
        Type type,
        String uri,
        String warehouse,
        String s3Endpoint,
        String s3AccessKey,
        String s3SecretKey,
        Map<String, String> more) {

    /** Kinds of catalog. */
    public enum Type {
        REST,
        JDBC,
        HADOOP
    }

    /** A store other than AWS has no regions, but its client requires one. */
    private static final String ANY_REGION = "us-east-1";

    private static final Map<String, String> UNDER_HADOOPS_NAMES =
            Map.of(
                    "s3.endpoint", "fs.s3a.endpoint",
                    "s3.path-style-access", "fs.s3a.path.style.access",
                    "client.region", "fs.s3a.endpoint.region",
                    "s3.access-key-id", "fs.s3a.access.key",
                    "s3.secret-access-key", "fs.s3a.secret.key",
                    "s3.session-token", "fs.s3a.session.token");

    /** The catalog and the store of a local stack. */
    public static CatalogSettings of(Endpoints local) {
        return new CatalogSettings(
                Type.REST,
                local.catalog(),
                local.warehouse(),
                local.s3(),
                local.s3AccessKey(),
                local.s3SecretKey(),
                Map.of());
    }

    /** Opens the catalog; the caller closes it if it is {@link java.io.Closeable}. */
    public Catalog open(String name) {
        String implementation =
                switch (type) {
                    case REST -> CatalogUtil.ICEBERG_CATALOG_REST;
                    case JDBC -> CatalogUtil.ICEBERG_CATALOG_JDBC;
                    case HADOOP -> CatalogUtil.ICEBERG_CATALOG_HADOOP;
                };
        Configuration hadoop = onS3() && type != Type.HADOOP ? null : hadoop();
        return CatalogUtil.loadCatalog(implementation, name, properties(), hadoop);
    }

    private boolean onS3() {
        return warehouse.startsWith("s3");
    }

    Map<String, String> properties() {
        Map<String, String> all = new HashMap<>();
        all.put(CatalogProperties.WAREHOUSE_LOCATION, warehouse);
        put(all, CatalogProperties.URI, uri);
        if (type == Type.JDBC) {
            all.put("jdbc.schema-version", "V1");
        }
        if (onS3() && type != Type.HADOOP) {
            all.put(CatalogProperties.FILE_IO_IMPL, "org.apache.iceberg.aws.s3.S3FileIO");
        }
        put(all, "s3.access-key-id", s3AccessKey);
        put(all, "s3.secret-access-key", s3SecretKey);
        if (s3Endpoint != null) {
            all.put("s3.endpoint", s3Endpoint);
            all.put("s3.path-style-access", "true");
            all.put("client.region", ANY_REGION);
        }
        all.putAll(more);
        return all;
    }

    private static void put(Map<String, String> all, String key, String value) {
        if (value != null && !value.isEmpty()) {
            all.put(key, value);
        }
    }

    /**
     * The same settings under Hadoop's names, because a Hadoop catalog reads S3 with its own
     * client.
     */
    Configuration hadoop() {
        Map<String, String> properties = properties();
        Configuration hadoop = new Configuration();
        hadoop.set("fs.s3.impl", "org.apache.hadoop.fs.s3a.S3AFileSystem");
        UNDER_HADOOPS_NAMES.forEach(
                (property, key) -> {
                    if (properties.containsKey(property)) {
                        hadoop.set(key, properties.get(property));
                    }
                });
        more.forEach(
                (key, value) -> {
                    if (key.startsWith("fs.")) {
                        hadoop.set(key, value);
                    }
                });
        return hadoop;
    }

    /** Without the keys, so that they are not printed. */
    @Override
    public String toString() {
        return type + " catalog at " + (uri == null ? warehouse : uri);
    }
}
