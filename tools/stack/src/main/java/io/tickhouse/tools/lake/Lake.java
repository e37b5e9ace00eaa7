package io.tickhouse.tools.lake;

import io.tickhouse.minio.lake.LakeSettings;
import io.tickhouse.tools.UserError;
import java.io.Closeable;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.NoSuchNamespaceException;
import org.apache.iceberg.exceptions.NoSuchTableException;

/** Access to the tables of a catalog. */
public final class Lake implements Closeable {

    private final LakeSettings settings;
    private final String name;
    private Catalog catalog;

    private Lake(LakeSettings settings, String name) {
        this.settings = settings;
        this.name = name;
    }

    /**
     * The catalog that contains the table. It is opened when a table is first read.
     *
     * @param table {@code [catalog.]namespace.table}
     */
    public static Lake of(LakeSettings settings, String table) {
        String name = fullName(table);
        return new Lake(settings, name.substring(0, name.indexOf('.')));
    }

    /**
     * The table's name with that of its catalog.
     *
     * @param table {@code [catalog.]namespace.table}
     */
    public static String fullName(String table) {
        return table.split("\\.", -1).length > 2 ? table : "local." + table;
    }

    /**
     * A reader of one table.
     *
     * @param table {@code [catalog.]namespace.table}
     */
    public TableReader reader(String table) {
        String name = fullName(table);
        return new TableReader(this, TableIdentifier.parse(name.substring(name.indexOf('.') + 1)));
    }

    /**
     * One table as it is now.
     *
     * @param table {@code [catalog.]namespace.table}
     * @throws UserError if there is none, or the catalog does not answer
     */
    public Table table(String table) {
        return find(table)
                .orElseThrow(
                        () ->
                                UserError.failed(
                                        "There is no table "
                                                + fullName(table)
                                                + " in the "
                                                + settings
                                                + ": correct --table."));
    }

    /**
     * One table as it is now; empty if there is none.
     *
     * @param table {@code [catalog.]namespace.table}
     * @throws UserError if the catalog does not answer
     */
    public Optional<Table> find(String table) {
        String name = fullName(table);
        return Optional.ofNullable(
                load(TableIdentifier.parse(name.substring(name.indexOf('.') + 1))));
    }

    /**
     * One table as it is now, which is made if there is none.
     *
     * @param table {@code [catalog.]namespace.table}
     * @param schema of a new one
     * @throws UserError if the catalog does not answer
     */
    public Table findOrCreate(String table, Schema schema) {
        String full = fullName(table);
        try {
            return settings.loadOrCreate(
                    catalog(),
                    TableIdentifier.parse(full.substring(full.indexOf('.') + 1)),
                    schema);
        } catch (RuntimeException e) {
            throw unreachable(e);
        }
    }

    /**
     * Names of all tables next to this one, with that of the catalog, sorted.
     *
     * @param table {@code [catalog.]namespace.table}, which need not be there
     */
    public List<String> tablesBeside(String table) {
        String full = fullName(table);
        TableIdentifier id = TableIdentifier.parse(full.substring(full.indexOf('.') + 1));
        try {
            return catalog().listTables(id.namespace()).stream()
                    .map(each -> name + "." + each)
                    .sorted()
                    .toList();
        } catch (NoSuchNamespaceException e) {
            return List.of();
        } catch (RuntimeException e) {
            throw unreachable(e);
        }
    }

    private Catalog catalog() {
        if (catalog == null) {
            catalog = settings.open(name);
        }
        return catalog;
    }

    /** The current table, or null if there is none. */
    Table load(TableIdentifier id) {
        try {
            return catalog().loadTable(id);
        } catch (NoSuchTableException | NoSuchNamespaceException e) {
            return null;
        } catch (RuntimeException e) {
            throw unreachable(e);
        }
    }

    /** What to say if the catalog or the store did not answer. */
    public UserError unreachable(Exception e) {
        return unreachable(settings, e);
    }

    /** The same for a catalog that was opened elsewhere. */
    public static UserError unreachable(LakeSettings settings, Exception e) {
        String reason = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
        return UserError.outage(
                "Cannot read the Iceberg tables through the "
                        + settings
                        + " ("
                        + reason
                        + "): start the local stack with ./tickhouse up, or correct --catalog-uri"
                        + " and the S3 options. AWS needs a region, too (variable S3_REGION).",
                e);
    }

    @Override
    public void close() throws IOException {
        if (catalog instanceof Closeable closeable) {
            closeable.close();
        }
    }
}
