package io.tickhouse.connectors.iceberg;

import io.tickhouse.connectors.Refusal;
import io.tickhouse.connectors.iceberg.LakeTable.Column;
import io.tickhouse.minio.care.CareRefusal;
import io.tickhouse.minio.care.ReceiptLedger;
import io.tickhouse.minio.lake.LakeSettings;
import io.tickhouse.minio.lake.TableDefaults;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.SortOrder;
import org.apache.iceberg.Table;
import org.apache.iceberg.UpdateSchema;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.SupportsNamespaces;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.AlreadyExistsException;
import org.apache.iceberg.relocated.com.google.common.collect.Iterables;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Creates the tables of a job, and lets them grow: missing columns are added, none is dropped. */
public final class LakeTables implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(LakeTables.class);

    /** Table property: the raw topic that the rows come from. */
    public static final String SOURCE_TOPIC = "tickhouse.source-topic";

    /** Table property: Kafka's id of that topic. */
    public static final String SOURCE_TOPIC_ID = "tickhouse.source-topic-id";

    private final LakeCatalog loader;
    private final Consumer<String> warnings;
    private final Catalog catalog;

    /**
     * Writes warnings to the log.
     *
     * @throws Refusal if the catalog cannot be reached
     */
    public LakeTables(LakeCatalog loader) {
        this(loader, LOG::warn);
    }

    /**
     * @param warnings receives sentences that a person should read
     * @throws Refusal if the catalog cannot be reached
     */
    public LakeTables(LakeCatalog loader, Consumer<String> warnings) {
        this.loader = loader;
        this.warnings = warnings;
        if (loader.type() == LakeSettings.Type.HADOOP) {
            warnings.accept(
                    "A Hadoop catalog on S3 loses commits when two writers commit at the same time,"
                            + " such as a job and its table maintenance: use a REST or JDBC catalog"
                            + " for data that matters.");
        }
        this.catalog = reached(loader::loadCatalog);
    }

    /**
     * The table, created or extended as needed.
     *
     * @param more further properties for a new table, which win
     * @throws Refusal if it cannot be created, has columns that do not fit, or is partitioned finer
     *     than a new one
     */
    public Table ensure(
            LakeTable table, TableIdentifier id, ColumnNames names, Map<String, String> more) {
        return reached(
                () -> {
                    Table ready =
                            catalog.tableExists(id)
                                    ? catalog.loadTable(id)
                                    : create(table, id, names, more);
                    checkPartitions(table, ready);
                    grow(table, ready, names);
                    probe(ready);
                    return ready;
                });
    }

    /**
     * The table of gap records, created if it is missing.
     *
     * @param more further properties for a new table, which win
     * @throws Refusal if it cannot be created, or has columns that do not fit
     */
    public Table ensureGaps(TableIdentifier id, Map<String, String> more) {
        return ensure(
                id,
                GapTable.SCHEMA,
                PartitionSpec.unpartitioned(),
                SortOrder.builderFor(GapTable.SCHEMA).asc("opened").build(),
                more,
                GapTable::check);
    }

    /**
     * A table of analytics, created if it is missing.
     *
     * @param more further properties for a new table, which win
     * @throws Refusal if it cannot be created, or has columns that do not fit
     */
    public Table ensure(AnalyticsLakeTable table, TableIdentifier id, Map<String, String> more) {
        return ensure(id, table.schema(), table.partitions(), table.order(), more, table::check);
    }

    /** A table whose columns never change, created if it is missing. */
    private Table ensure(
            TableIdentifier id,
            Schema schema,
            PartitionSpec partitions,
            SortOrder order,
            Map<String, String> more,
            Consumer<Table> check) {
        return reached(
                () -> {
                    Table ready =
                            catalog.tableExists(id)
                                    ? catalog.loadTable(id)
                                    : create(id, schema, partitions, order, more);
                    check.accept(ready);
                    probe(ready);
                    return ready;
                });
    }

    /**
     * The ledger of receipts, created or extended as needed.
     *
     * @throws Refusal if it cannot be created, or has columns that do not fit
     */
    public Table ensureReceipts(TableIdentifier id) {
        return reached(
                () -> {
                    Table ready =
                            catalog.tableExists(id)
                                    ? catalog.loadTable(id)
                                    : create(
                                            id,
                                            ReceiptLedger.SCHEMA,
                                            PartitionSpec.unpartitioned(),
                                            SortOrder.unsorted(),
                                            Map.of());
                    try {
                        ReceiptLedger.fit(ready);
                    } catch (CareRefusal e) {
                        throw new Refusal(e.getMessage());
                    }
                    return ready;
                });
    }

    /**
     * Looks whether a table exists that a job is to work on.
     *
     * @throws Refusal if there is none; the message names the option
     */
    public void require(TableIdentifier id, String option) {
        if (!reached(() -> catalog.tableExists(id))) {
            throw new Refusal("There is no table %s: name one with %s.".formatted(id, option));
        }
    }

    /** What the catalog answers; a failure of it is a refusal in words. */
    private <T> T reached(Supplier<T> question) {
        try {
            return question.get();
        } catch (RuntimeException e) {
            throw unreachable(e);
        }
    }

    private Table create(
            LakeTable table, TableIdentifier id, ColumnNames names, Map<String, String> more) {
        Schema schema = table.schema(names);
        return create(
                id,
                schema,
                table.partitions(schema),
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
        Map<String, String> properties = new HashMap<>(TableDefaults.PROPERTIES);
        properties.putAll(more);
        Catalog.TableBuilder builder =
                catalog.buildTable(id, schema)
                        .withPartitionSpec(partitions)
                        .withSortOrder(order)
                        .withProperties(properties);
        loader.location(id).ifPresent(builder::withLocation);
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
                LOG.debug("Namespace {} was made by another program at the same time", namespace);
            }
        }
    }

    /**
     * Each partition is a file of each checkpoint, and a record may have rows of {@link
     * io.tickhouse.model.Limits#maxDays} partitions.
     */
    private static void checkPartitions(LakeTable table, Table existing) {
        table.finerThanPeriod(existing)
                .ifPresent(
                        field -> {
                            String period = table.transform();
                            throw new Refusal(
                                    ("Table %s is partitioned by %s(event_time), and a record with"
                                                    + " %s of many years would make a file of each"
                                                    + " of its rows: partition it by %s from now on"
                                                    + " (./tickhouse lake partition replace --table"
                                                    + " %s %s \"%s(event_time)\"), or name"
                                                    + " another table with --iceberg-table.")
                                            .formatted(
                                                    existing.name(),
                                                    field.transform(),
                                                    table.kind().plural(),
                                                    period,
                                                    existing.name(),
                                                    field.name(),
                                                    period));
                        });
    }

    private static void grow(LakeTable table, Table existing, ColumnNames names) {
        UpdateSchema update = existing.updateSchema();
        boolean changed = false;
        Map<String, Types.NestedField> missing = new HashMap<>();
        for (Column column : table.columns()) {
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
            } else if (!isSame(field.type(), column.type())) {
                throw new Refusal(
                        ("Column %s of table %s is %s, but %s is written: name another table with"
                                        + " --iceberg-table and fill it from the raw topic"
                                        + " (--starting-offsets earliest), or from this one by SQL"
                                        + " (INSERT INTO the other table SELECT ..., CAST(%s AS"
                                        + " %s), ...).")
                                .formatted(
                                        name,
                                        existing.name(),
                                        field.type(),
                                        column.type(),
                                        name,
                                        column.type()));
            } else if (field.isRequired() && !column.alwaysPresent()) {
                throw new Refusal(
                        ("Column %s of table %s is required, but the feed may leave it out: make it"
                                        + " optional (ALTER TABLE ... ALTER COLUMN %s DROP NOT NULL), or"
                                        + " name another table with --iceberg-table.")
                                .formatted(name, existing.name(), name));
            }
        }
        RowMapper.requireFillable(table, existing.schema(), names);
        if (changed) {
            update.commit();
            existing.refresh();
            LOG.info("Added the columns {} to table {}", missing.keySet(), existing.name());
        }
    }

    /**
     * Whether a table has these columns and no others, in this order. An optional one may not be
     * required.
     */
    static boolean hasColumns(Table table, Schema wanted) {
        List<Types.NestedField> there = table.schema().columns();
        List<Types.NestedField> columns = wanted.columns();
        boolean same = there.size() == columns.size();
        for (int i = 0; same && i < there.size(); i++) {
            same =
                    there.get(i).name().equals(columns.get(i).name())
                            && isSame(there.get(i).type(), columns.get(i).type())
                            && (there.get(i).isOptional() || columns.get(i).isRequired());
        }
        return same;
    }

    /** Whether the types are equal apart from the ids of their fields. */
    static boolean isSame(Type one, Type other) {
        return (one.isListType() && other.isListType())
                ? isSame(one.asListType().elementType(), other.asListType().elementType())
                : one.equals(other);
    }

    /**
     * Records in a table the raw topic of its rows; their coordinates mean nothing without it.
     *
     * @param topicId Kafka's id of the topic; another topic of that name has another id
     * @throws Refusal if the rows are from another topic, or the table cannot be changed
     */
    public void claim(Table table, String topic, String topicId) {
        reached(
                () -> {
                    table.refresh();
                    checkSource(table, topic, topicId);
                    if (isUnclaimed(table)) {
                        table.updateProperties()
                                .set(SOURCE_TOPIC, topic)
                                .set(SOURCE_TOPIC_ID, topicId)
                                .commit();
                    }
                    return table;
                });
    }

    private static boolean isUnclaimed(Table table) {
        return !table.properties().keySet().containsAll(List.of(SOURCE_TOPIC, SOURCE_TOPIC_ID));
    }

    /**
     * Checks whether a table may take rows of a raw topic. One that does not exist may.
     *
     * @param topicId Kafka's id of the topic
     * @throws Refusal if it has rows of another topic
     */
    public void checkSource(TableIdentifier id, String topic, String topicId) {
        Optional<Table> existing =
                reached(
                        () ->
                                catalog.tableExists(id)
                                        ? Optional.of(catalog.loadTable(id))
                                        : Optional.empty());
        existing.ifPresent(table -> checkSource(table, topic, topicId));
    }

    private static void checkSource(Table table, String topic, String topicId) {
        if (isUnclaimed(table)) {
            return;
        }
        String owner = table.properties().get(SOURCE_TOPIC);
        String ownerId = table.properties().get(SOURCE_TOPIC_ID);
        if (!owner.equals(topic)) {
            throw new Refusal(
                    ("Table %s has the rows of the topic %s, and those of %s would have the same"
                                    + " coordinates: name another table with --iceberg-table.")
                            .formatted(table.name(), owner, topic));
        } else if (!ownerId.equals(topicId)) {
            throw new Refusal(
                    ("Table %s has the rows of an earlier topic %s (id %s), which was deleted and"
                                    + " made again (id %s): name another table with"
                                    + " --iceberg-table.")
                            .formatted(table.name(), topic, ownerId, topicId));
        }
    }

    /**
     * Checks the number of a table's snapshots, because each commit rewrites the list of all of
     * them.
     *
     * @param most the largest number that a table may have
     * @param interval the job's commit interval
     * @throws Refusal if it has more
     */
    public void checkSnapshots(Table table, int most, Duration interval) {
        int snapshots = Iterables.size(table.snapshots());
        if (snapshots > most) {
            throw new Refusal(
                    ("Table %s has %,d snapshots, and each commit writes the list of them: expire old"
                                    + " ones (./tickhouse lake expire --table %s), or raise"
                                    + " --max-snapshots %d.")
                            .formatted(table.name(), snapshots, table.name(), most));
        }
        if (snapshots > most / 2) {
            long aDay = Math.max(1, Duration.ofDays(1).dividedBy(interval));
            long days = (most - snapshots) / aDay;
            warnings.accept(
                    ("Table %s has %,d snapshots. A commit each %s s makes up to %,d more a day: in"
                                    + " %d days there are more than --max-snapshots %d. Expire old"
                                    + " ones (./tickhouse lake expire), or commit less often with"
                                    + " --processing-time.")
                            .formatted(
                                    table.name(),
                                    snapshots,
                                    interval.toMillis() / 1000.0,
                                    aDay,
                                    days,
                                    most));
        }
    }

    /** Reveals a wrong key or endpoint here, and not in the first checkpoint. */
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
            if (root instanceof Refusal refusal) {
                return refusal;
            }
            root = root.getCause();
        }
        if (root instanceof Refusal refusal) {
            return refusal;
        }
        String said = String.valueOf(root.getMessage());
        if (said.startsWith("Unable to load credentials")) {
            return new Refusal(
                    ("There are no keys for the S3 store of %s: set S3_ACCESS_KEY and S3_SECRET_KEY"
                                    + " (minioadmin both, on the local stack), or what the AWS"
                                    + " default chain looks for.")
                            .formatted(loader));
        }
        if (said.startsWith("Unable to load region")) {
            return new Refusal(
                    "AWS must know the region of %s: set AWS_REGION, or give --s3-region."
                            .formatted(loader));
        }
        return new Refusal(
                ("The lake cannot be used, %s (%s: %s): start it (./tickhouse up), or correct"
                                + " --catalog-uri, --iceberg-warehouse, --s3-endpoint and the S3"
                                + " keys.")
                        .formatted(
                                loader,
                                root.getClass().getSimpleName(),
                                said.lines().findFirst().orElse("")));
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
