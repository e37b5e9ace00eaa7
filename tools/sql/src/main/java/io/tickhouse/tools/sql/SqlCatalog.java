package io.tickhouse.tools.sql;

import io.tickhouse.minio.lake.LakeSettings;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.table.catalog.CatalogBaseTable;
import org.apache.flink.table.catalog.CatalogTable;
import org.apache.flink.table.catalog.ObjectPath;
import org.apache.flink.table.catalog.exceptions.ProcedureNotExistException;
import org.apache.flink.table.catalog.exceptions.TableNotExistException;
import org.apache.flink.table.procedures.Procedure;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.flink.CatalogLoader;
import org.apache.iceberg.flink.FlinkCatalog;

/**
 * Iceberg's catalog for Flink, with what it lacks: columns that differ only in case, which the
 * names of the feed have ({@code S} and {@code s}), and {@code FOR SYSTEM_TIME AS OF}.
 */
final class SqlCatalog extends FlinkCatalog {

    private static final String PROCEDURES = "system";

    private final LakeSettings settings;

    /**
     * @param database the current one at the start
     */
    SqlCatalog(String name, String database, LakeSettings settings) {
        // Without a cache: another process commits.
        super(
                name,
                database,
                Namespace.empty(),
                new Loader(name, settings),
                settings.properties(),
                false,
                -1);
        this.settings = settings;
    }

    @Override
    public CatalogTable getTable(ObjectPath path) throws TableNotExistException {
        return with(super.getTable(path), "case-sensitive", "true");
    }

    @Override
    public CatalogBaseTable getTable(ObjectPath path, long timestamp)
            throws TableNotExistException {
        return with(getTable(path), "as-of-timestamp", Long.toString(timestamp));
    }

    /** Those of Spark, in the database where Spark has them. */
    @Override
    public List<String> listProcedures(String database) {
        return database.equals(PROCEDURES) ? CareProcedures.NAMES : List.of();
    }

    @Override
    public Procedure getProcedure(ObjectPath path) throws ProcedureNotExistException {
        if (!listProcedures(path.getDatabaseName()).contains(path.getObjectName())) {
            throw new ProcedureNotExistException(getName(), path);
        }
        return CareProcedures.of(path.getObjectName(), new CareTables(catalog(), settings));
    }

    private static CatalogTable with(CatalogTable table, String option, String value) {
        Map<String, String> options = new HashMap<>(table.getOptions());
        options.put(option, value);
        return table.copy(options);
    }

    /** Opens the catalog where a query runs, which is this process. */
    private record Loader(String name, LakeSettings settings) implements CatalogLoader {

        @Override
        public Catalog loadCatalog() {
            return settings.open(name);
        }

        @Override
        @SuppressWarnings({"MethodDoesntCallSuperMethod", "NoClone"})
        public CatalogLoader clone() {
            return new Loader(name, settings);
        }

        /** Without the settings, which may have keys. */
        @Override
        public String toString() {
            return "catalog " + name;
        }
    }
}
