package io.tickhouse.jobs.options;

import io.tickhouse.connectors.Refusal;
import io.tickhouse.connectors.iceberg.LakeCatalog;
import io.tickhouse.kafka.topics.PropertyList;
import io.tickhouse.minio.lake.LakeRefusal;
import io.tickhouse.minio.lake.LakeSettings;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;
import org.apache.iceberg.catalog.TableIdentifier;
import picocli.CommandLine.Option;

/** Where the catalog and its files are; the same for every job. Keys belong in the environment. */
public final class CatalogOptions {

    private static final Pattern TABLE = Pattern.compile("[^.\\s]+(\\.[^.\\s]+)+");

    @Option(
            names = "--iceberg-catalog",
            paramLabel = "NAME",
            defaultValue = "${env:ICEBERG_CATALOG:-local}",
            description = "Name of the catalog; a table's name may carry it as its first part.")
    private String icebergCatalog;

    @Option(
            names = "--iceberg-warehouse",
            paramLabel = "URI",
            defaultValue = "${env:ICEBERG_WAREHOUSE:-s3://warehouse/}",
            description =
                    "Where tables are made. s3:// goes through Iceberg's S3FileIO; s3a://, hdfs://"
                            + " and file: go through Hadoop.")
    private String icebergWarehouse;

    @Option(
            names = "--catalog-type",
            paramLabel = "rest|jdbc|hadoop",
            defaultValue = "${env:CATALOG_TYPE:-rest}",
            description =
                    "rest, jdbc or hadoop. A hadoop catalog loses concurrent commits on S3: do not"
                            + " use it for data that matters.")
    private LakeSettings.Type catalogType;

    @Option(
            names = "--catalog-uri",
            paramLabel = "URI",
            defaultValue = "${env:CATALOG_URI:-http://localhost:8181}",
            description = "REST server, or JDBC URL of the catalog's database.")
    private String catalogUri;

    @Option(
            names = "--s3-endpoint",
            paramLabel = "URL",
            defaultValue = "${env:S3_ENDPOINT:-http://localhost:9100}",
            description = "S3 store; an empty value means AWS.")
    private String s3Endpoint;

    @Option(
            names = "--s3-access-key",
            paramLabel = "KEY",
            description =
                    "Access key. Better set the variable S3_ACCESS_KEY: each machine reads it, and it"
                            + " is not stored in the job. Without a key, the AWS default chain is"
                            + " used.")
    private String s3AccessKey;

    @Option(
            names = "--s3-secret-key",
            paramLabel = "KEY",
            description = "Secret key; better in the variable S3_SECRET_KEY.")
    private String s3SecretKey;

    @Option(
            names = "--s3-session-token",
            paramLabel = "TOKEN",
            description =
                    "Token of temporary keys; better in the variable S3_SESSION_TOKEN. The job ends"
                            + " when it expires. For a longer job, give no keys, but give the"
                            + " machines a role.")
    private String s3SessionToken;

    @Option(
            names = "--s3-region",
            paramLabel = "REGION",
            defaultValue = "${env:S3_REGION:-}",
            description =
                    "Region of the S3 store. Default: us-east-1 at an endpoint, at AWS what its"
                            + " default chain finds.")
    private String s3Region;

    @Option(
            names = "--catalog-property",
            paramLabel = "KEY=VALUE",
            split = PropertyList.COMMA,
            splitSynopsisLabel = ",",
            description = "Any property of the catalog and its file access; can be repeated.")
    private Map<String, String> catalogProperties = new LinkedHashMap<>();

    /**
     * A table by its name. If the name has three parts or more, the first is a catalog's name.
     *
     * @throws Refusal if it is not a table name; the message names the option
     */
    public static TableIdentifier table(String option, String name) {
        if (!TABLE.matcher(name).matches()) {
            throw new Refusal(option + " reads [CATALOG.]DB.TABLE, not " + name + ".");
        }
        String[] parts = name.split("\\.", -1);
        return TableIdentifier.of(
                parts.length > 2 ? Arrays.copyOfRange(parts, 1, parts.length) : parts);
    }

    public LakeCatalog catalog() {
        Map<String, String> more = new LinkedHashMap<>();
        if (s3SessionToken != null) {
            more.put(LakeSettings.SESSION_TOKEN, s3SessionToken);
        }
        if (!s3Region.isEmpty()) {
            more.put(LakeSettings.REGION, s3Region);
        }
        more.putAll(OptionTypes.orEnvironment(catalogProperties, "CATALOG_PROPERTY"));
        try {
            return new LakeCatalog(
                    icebergCatalog,
                    new LakeSettings(
                            catalogType,
                            catalogUri,
                            icebergWarehouse,
                            s3Endpoint,
                            s3AccessKey,
                            s3SecretKey,
                            more));
        } catch (LakeRefusal e) {
            throw new Refusal(e.getMessage());
        }
    }
}
