package io.tickhouse.tools.lake;

import io.tickhouse.minio.lake.LakeRefusal;
import io.tickhouse.minio.lake.LakeSettings;
import io.tickhouse.tools.Endpoints;
import io.tickhouse.tools.Settings;
import io.tickhouse.tools.UserError;
import io.tickhouse.tools.Workspace;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.UnaryOperator;
import picocli.CommandLine.Option;

/**
 * Options for the tables that a command reads: those of the local stack, or of any catalog and
 * store. Variables have the same names as for the jobs.
 */
public final class CatalogOption {

    @Option(
            names = "--catalog-type",
            paramLabel = "rest|jdbc|hadoop",
            description = "Kind of catalog (variable CATALOG_TYPE, default rest).")
    private String type;

    @Option(
            names = "--catalog-uri",
            paramLabel = "URI",
            description =
                    "REST server, or JDBC URL of the catalog's database (variable CATALOG_URI).")
    private String uri;

    @Option(
            names = "--iceberg-warehouse",
            paramLabel = "URI",
            description = "The warehouse (variable ICEBERG_WAREHOUSE).")
    private String warehouse;

    @Option(
            names = "--s3-endpoint",
            paramLabel = "URL",
            description = "S3 store; an empty value means AWS (variable S3_ENDPOINT).")
    private String s3Endpoint;

    @Option(
            names = "--s3-access-key",
            paramLabel = "KEY",
            description =
                    "Access key; better in the variable S3_ACCESS_KEY. Without one the local"
                            + " stack's is used for its store, and the default chain of AWS for any"
                            + " other.")
    private String s3AccessKey;

    @Option(
            names = "--s3-secret-key",
            paramLabel = "KEY",
            description = "Secret key; better in the variable S3_SECRET_KEY.")
    private String s3SecretKey;

    @Option(
            names = "--catalog-property",
            paramLabel = "KEY=VALUE",
            description =
                    "Any property of the catalog and its file access; repeatable. Secrets belong in"
                            + " a file or in the variable CATALOG_PROPERTY.")
    private Map<String, String> properties = new LinkedHashMap<>();

    @Option(
            names = "--catalog-properties",
            paramLabel = "FILE",
            description =
                    "Properties of the catalog, a line KEY=VALUE each. The variable"
                            + " CATALOG_PROPERTY and --catalog-property win.")
    private Path file;

    /**
     * The given settings, and for the rest those of the workspace's stack.
     *
     * @throws UserError if they do not describe a catalog
     */
    public LakeSettings settings(Workspace workspace) {
        Endpoints local = workspace.endpoints();
        return settings(
                local, workspace.isNamed() ? beside(local, System::getenv) : System::getenv);
    }

    /** The variables of the user without those that speak of another stack than this one. */
    UnaryOperator<String> beside(Endpoints stack, UnaryOperator<String> environment) {
        boolean ownStore = s3Endpoint == null || stack.hasStoreAt(s3Endpoint);
        return name ->
                Endpoints.VARIABLES.contains(name) || (ownStore && name.startsWith("S3_"))
                        ? null
                        : environment.apply(name);
    }

    LakeSettings settings(Endpoints local, UnaryOperator<String> environment) {
        LakeSettings.Type kind = kind(first(type, environment.apply("CATALOG_TYPE"), "rest"));
        String address =
                first(
                        uri,
                        environment.apply("CATALOG_URI"),
                        kind == LakeSettings.Type.REST ? local.catalog() : null);
        if (address == null && kind == LakeSettings.Type.JDBC) {
            throw UserError.badUsage("--catalog-type jdbc needs --catalog-uri jdbc:...");
        }
        String endpoint = first(s3Endpoint, environment.apply("S3_ENDPOINT"), local.s3());
        String access = first(s3AccessKey, environment.apply("S3_ACCESS_KEY"), null);
        String secret = first(s3SecretKey, environment.apply("S3_SECRET_KEY"), null);
        if ((access == null) != (secret == null)) {
            throw UserError.badUsage(
                    "An S3 access key needs its secret key, and the other way round: give both with"
                            + " the variables S3_ACCESS_KEY and S3_SECRET_KEY, or none.");
        }
        if (access == null && local.hasStoreAt(endpoint)) {
            access = local.s3AccessKey();
            secret = local.s3SecretKey();
        }
        Map<String, String> more =
                Settings.of(
                        "--catalog-properties", file, "CATALOG_PROPERTY", properties, environment);
        addUnlessGiven(more, LakeSettings.SESSION_TOKEN, environment.apply("S3_SESSION_TOKEN"));
        addUnlessGiven(more, LakeSettings.REGION, environment.apply("S3_REGION"));
        try {
            return new LakeSettings(
                    kind,
                    kind == LakeSettings.Type.HADOOP ? null : address,
                    first(warehouse, environment.apply("ICEBERG_WAREHOUSE"), local.warehouse()),
                    endpoint,
                    access,
                    secret,
                    more);
        } catch (LakeRefusal e) {
            throw UserError.badUsage(e.getMessage());
        }
    }

    private static void addUnlessGiven(Map<String, String> all, String key, String value) {
        if (value != null && !value.isEmpty()) {
            all.putIfAbsent(key, value);
        }
    }

    private static String first(String given, String variable, String otherwise) {
        if (given != null) {
            return given;
        }
        return variable == null ? otherwise : variable;
    }

    private static LakeSettings.Type kind(String name) {
        return Arrays.stream(LakeSettings.Type.values())
                .filter(each -> each.name().equals(name.toUpperCase(Locale.ROOT)))
                .findFirst()
                .orElseThrow(
                        () ->
                                UserError.badUsage(
                                        "--catalog-type is one of rest, jdbc, hadoop, not "
                                                + name
                                                + "."));
    }
}
