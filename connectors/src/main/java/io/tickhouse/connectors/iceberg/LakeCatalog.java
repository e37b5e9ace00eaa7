package io.tickhouse.connectors.iceberg;

import io.tickhouse.connectors.Refusal;
import io.tickhouse.minio.lake.LakeRefusal;
import io.tickhouse.minio.lake.LakeSettings;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.iceberg.CatalogProperties;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.catalog.TableIdentifier;
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

    private static final long serialVersionUID = 1L;

    private final String name;
    private final LakeSettings settings;
    private final boolean keysFromEnvironment;

    /**
     * @param name of the catalog
     * @param settings with no keys for the variables {@code S3_ACCESS_KEY} and {@code
     *     S3_SECRET_KEY} of each machine or, if those are not set, for the default chain of AWS
     * @throws Refusal if files of the warehouse cannot be reached
     */
    public LakeCatalog(String name, LakeSettings settings) {
        this(name, settings, System.getenv());
    }

    LakeCatalog(String name, LakeSettings settings, Map<String, String> environment) {
        this.name = name;
        try {
            this.settings = settings.forWriting();
        } catch (LakeRefusal e) {
            throw new Refusal(e.getMessage());
        }
        this.keysFromEnvironment =
                !properties().containsKey(LakeSettings.ACCESS_KEY)
                        && isGiven(environment.get("S3_ACCESS_KEY"));
        environmentKeys(environment);
    }

    private static boolean isGiven(String text) {
        return text != null && !text.isEmpty();
    }

    private LakeCatalog(LakeCatalog other) {
        this.name = other.name;
        this.settings = other.settings;
        this.keysFromEnvironment = other.keysFromEnvironment;
    }

    String name() {
        return name;
    }

    LakeSettings.Type type() {
        return settings.type();
    }

    private String warehouse() {
        return properties().get(CatalogProperties.WAREHOUSE_LOCATION);
    }

    /** Where a new table is to be; empty if the catalog decides. */
    Optional<String> location(TableIdentifier id) {
        return settings.location(id);
    }

    @Override
    public Catalog loadCatalog() {
        Map<String, String> here = environmentKeys(System.getenv());
        if (!properties().containsKey(LakeSettings.STAGING)) {
            here.put(LakeSettings.STAGING, Staging.FOLDER);
        }
        return settings.with(here).open(name);
    }

    /** What is passed to the catalog, apart from what each machine adds. */
    Map<String, String> properties() {
        return settings.properties();
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
                if (!isGiven(environment.get(variable))) {
                    throw new Refusal(
                            ("The variable %s is not set on this machine, but S3_ACCESS_KEY was"
                                            + " where the job was started: S3_ACCESS_KEY and"
                                            + " S3_SECRET_KEY must be set for each TaskManager,"
                                            + " too.")
                                    .formatted(variable));
                }
            }
            keys.put(LakeSettings.ACCESS_KEY, environment.get("S3_ACCESS_KEY"));
            keys.put(LakeSettings.SECRET_KEY, environment.get("S3_SECRET_KEY"));
            if (isGiven(environment.get("S3_SESSION_TOKEN"))) {
                keys.put(LakeSettings.SESSION_TOKEN, environment.get("S3_SESSION_TOKEN"));
            }
        }
        return keys;
    }

    /** Where files are assembled before the upload; made on first use. */
    private static final class Staging {

        static final String FOLDER = Scratch.make("tickhouse-s3-").toString();
    }

    @Override
    @SuppressWarnings({"MethodDoesntCallSuperMethod", "NoClone"})
    public CatalogLoader clone() {
        return new LakeCatalog(this);
    }

    @Override
    public String toString() {
        return type() + " catalog " + name + " at " + warehouse();
    }
}
