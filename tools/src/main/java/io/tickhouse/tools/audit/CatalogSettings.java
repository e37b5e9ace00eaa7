package io.tickhouse.tools.audit;

import java.util.HashMap;
import java.util.Map;
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
 * @param more properties of the catalog; they win
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

    /** Opens the catalog; the caller closes it if it is {@link java.io.Closeable}. */
    Catalog open(String name) {
        String implementation =
                switch (type) {
                    case REST -> CatalogUtil.ICEBERG_CATALOG_REST;
                    case JDBC -> CatalogUtil.ICEBERG_CATALOG_JDBC;
                    case HADOOP -> CatalogUtil.ICEBERG_CATALOG_HADOOP;
                };
        boolean s3 = warehouse.startsWith("s3");
        Object hadoop = s3 && type != Type.HADOOP ? null : hadoopConfiguration();
        return CatalogUtil.loadCatalog(implementation, name, properties(s3), hadoop);
    }

    private Map<String, String> properties(boolean s3) {
        Map<String, String> all = new HashMap<>();
        all.put(CatalogProperties.WAREHOUSE_LOCATION, warehouse);
        put(all, CatalogProperties.URI, uri);
        if (type == Type.JDBC) {
            all.put("jdbc.schema-version", "V1");
        }
        if (s3 && type != Type.HADOOP) {
            all.put(CatalogProperties.FILE_IO_IMPL, "org.apache.iceberg.aws.s3.S3FileIO");
        }
        put(all, "s3.endpoint", s3Endpoint);
        put(all, "s3.access-key-id", s3AccessKey);
        put(all, "s3.secret-access-key", s3SecretKey);
        all.put("s3.path-style-access", "true");
        all.put("client.region", "us-east-1");
        all.putAll(more);
        return all;
    }

    private static void put(Map<String, String> all, String key, String value) {
        if (value != null && !value.isEmpty()) {
            all.put(key, value);
        }
    }

    /** By name: Hadoop is here at run time only, and only a warehouse in its file systems asks. */
    private static Object hadoopConfiguration() {
        try {
            return Class.forName("org.apache.hadoop.conf.Configuration")
                    .getDeclaredConstructor()
                    .newInstance();
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("Hadoop's client is not on the classpath", e);
        }
    }

    /** Without the keys. */
    @Override
    public String toString() {
        return type + " catalog at " + (uri == null ? warehouse : uri);
    }
}
