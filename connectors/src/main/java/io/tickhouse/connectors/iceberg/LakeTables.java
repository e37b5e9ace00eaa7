package io.tickhouse.connectors.iceberg;

import io.tickhouse.connectors.Refusal;
import io.tickhouse.connectors.iceberg.LakeTable.Column;
import io.tickhouse.model.Message;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Map;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.SortOrder;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableProperties;
import org.apache.iceberg.UpdateSchema;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.SupportsNamespaces;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.AlreadyExistsException;
import org.apache.iceberg.types.Types;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes the tables of a job, and lets them grow: what is missing is added, nothing is dropped. */
public final class LakeTables implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(LakeTables.class);

    private static final Map<String, String> PROPERTIES =
            Map.of(
                    TableProperties.FORMAT_VERSION, "2",
                    TableProperties.PARQUET_COMPRESSION, "zstd",
                    // Room for every symbol. Times, ids and offsets, which never repeat, overflow
                    // it soon and are then written plainly, and not by way of a large hash table.
                    TableProperties.PARQUET_DICT_SIZE_BYTES, "262144",
                    // A hash by day would send nearly all rows to one writer.
                    TableProperties.WRITE_DISTRIBUTION_MODE, "none",
                    TableProperties.METADATA_DELETE_AFTER_COMMIT_ENABLED, "true",
                    TableProperties.METADATA_PREVIOUS_VERSIONS_MAX, "20",
                    TableProperties.COMMIT_NUM_RETRIES, "10");

    private final LakeCatalog loader;
    private final Catalog catalog;

    /**
     * @throws Refusal if the catalog cannot be reached
     */
    public LakeTables(LakeCatalog loader) {
        this.loader = loader;
        if (loader.type() == LakeCatalog.Type.HADOOP) {
            LOG.warn(
                    "A Hadoop catalog on S3 loses commits when two writers (a job and its table"
                            + " maintenance are two) commit at once: use a REST or JDBC catalog for"
                            + " data that matters.");
        }
        try {
            this.catalog = loader.loadCatalog();
        } catch (RuntimeException e) {
            throw unreachable(e);
        }
    }

    /**
     * The table, made or grown as needed.
     *
     * @param more table properties for a new table; they win
     * @throws Refusal if it cannot be made, or has columns that do not fit
     */
    public <M extends Message> Table ensure(
            LakeTable<M> table, TableIdentifier id, ColumnNames names, Map<String, String> more) {
        try {
            Table existing = catalog.tableExists(id) ? catalog.loadTable(id) : null;
            Table ready = existing == null ? create(table, id, names, more) : existing;
            grow(table, ready, names);
            probe(ready);
            return ready;
        } catch (Refusal e) {
            throw e;
        } catch (RuntimeException e) {
            throw unreachable(e);
        }
    }

    /**
     * The table of the gap ledger, made where it is missing.
     *
     * @param more table properties for a new table; they win
     * @throws Refusal if it cannot be made, or has columns that do not fit
     */
    public Table ensureGaps(TableIdentifier id, Map<String, String> more) {
        try {
            Table ready =
                    catalog.tableExists(id)
                            ? catalog.loadTable(id)
                            : create(
                                    id,
                                    GapTable.SCHEMA,
                                    PartitionSpec.unpartitioned(),
                                    SortOrder.builderFor(GapTable.SCHEMA).asc("opened").build(),
                                    more);
            GapTable.check(ready);
            probe(ready);
            return ready;
        } catch (Refusal e) {
            throw e;
        } catch (RuntimeException e) {
            throw unreachable(e);
        }
    }

    private <M extends Message> Table create(
            LakeTable<M> table, TableIdentifier id, ColumnNames names, Map<String, String> more) {
        Schema schema = table.schema(names);
        return create(
                id,
                schema,
                PartitionSpec.builderFor(schema).day("event_time").build(),
                SortOrder.builderFor(schema)
                        .asc(names == ColumnNames.SEED ? "S" : "symbol")
                        .asc("event_time")
                        .build(),
                more);
    }

    private Table create(
            TableIdentifier id,
            Schema schema,
            PartitionSpec partitions,
            SortOrder order,
            Map<String, String> more) {
        createNamespaces(id.namespace());
        Map<String, String> properties = new HashMap<>(PROPERTIES);
        properties.putAll(more);
        Catalog.TableBuilder builder =
                catalog.buildTable(id, schema)
                        .withPartitionSpec(partitions)
                        .withSortOrder(order)
                        .withProperties(properties);
        // A REST server has a warehouse of its own; a URI says that this one is meant.
        if (loader.type() == LakeCatalog.Type.REST && loader.warehouse().contains("://")) {
            String root = loader.warehouse().replaceAll("/+$", "");
            builder.withLocation(
                    root + "/" + String.join("/", id.namespace().levels()) + "/" + id.name());
        }
        try {
            Table created = builder.create();
            LOG.info("Created table {} at {}", id, created.location());
            return created;
        } catch (AlreadyExistsException e) {
            return catalog.loadTable(id);
        }
    }

    private void createNamespaces(Namespace namespace) {
        if (catalog instanceof SupportsNamespaces namespaces
                && !namespace.isEmpty()
                && !namespaces.namespaceExists(namespace)) {
            try {
                namespaces.createNamespace(namespace);
            } catch (AlreadyExistsException e) {
                LOG.debug("Namespace {} was made by someone else meanwhile", namespace);
            }
        }
    }

    private static <M extends Message> void grow(
            LakeTable<M> table, Table existing, ColumnNames names) {
        UpdateSchema update = existing.updateSchema();
        boolean changed = false;
        Map<String, Types.NestedField> missing = new HashMap<>();
        for (Column<M> column : table.columns()) {
            String name = column.name(names);
            Types.NestedField field = existing.schema().findField(name);
            if (field == null && column.required()) {
                ColumnNames other =
                        names == ColumnNames.SEED ? ColumnNames.DESCRIPTIVE : ColumnNames.SEED;
                throw new Refusal(
                        ("Table %s has no column %s: name another table with --iceberg-table, or"
                                        + " write this one with --iceberg-columns %s.")
                                .formatted(
                                        existing.name(),
                                        name,
                                        other.name().toLowerCase(java.util.Locale.ROOT)));
            }
            if (field == null) {
                update.addColumn(name, column.type());
                missing.put(name, null);
                changed = true;
            } else if (field.type().typeId() != column.type().typeId()) {
                throw new Refusal(
                        "Column %s of table %s is %s, but %s is written: name another table with --iceberg-table."
                                .formatted(name, existing.name(), field.type(), column.type()));
            }
        }
        if (changed) {
            update.commit();
            existing.refresh();
            LOG.info("Added the columns {} to table {}", missing.keySet(), existing.name());
        }
    }

    /** A wrong key or endpoint shows here, and not in the first checkpoint. */
    private static void probe(Table table) {
        String file = table.location() + "/metadata/.tickhouse-probe";
        try (var out = table.io().newOutputFile(file).createOrOverwrite()) {
            out.write('.');
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        table.io().deleteFile(file);
    }

    private Refusal unreachable(RuntimeException cause) {
        Throwable root = cause;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return new Refusal(
                ("The lake cannot be used, %s (%s: %s): start it (./tickhouse up), or correct"
                                + " --catalog-uri, --iceberg-warehouse, --s3-endpoint and the S3"
                                + " keys.")
                        .formatted(
                                loader,
                                root.getClass().getSimpleName(),
                                String.valueOf(root.getMessage()).lines().findFirst().orElse("")));
    }

    @Override
    public void close() throws IOException {
        if (catalog instanceof AutoCloseable closeable) {
            try {
                closeable.close();
            } catch (IOException | RuntimeException e) {
                throw e;
            } catch (Exception e) {
                throw new IOException(e);
            }
        }
    }
}
