package io.tickhouse.connectors.iceberg;

import io.tickhouse.connectors.Refusal;
import java.io.IOException;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.flink.TableLoader;

/**
 * A task's access to its table, through the catalog and never through what was shipped with the
 * job. So keys and credentials are those of the machine and of the moment.
 *
 * <p>Guarantee: every operator of a sink, whenever it starts, has the table that the job was
 * started with. It rests on the UUID that a table gets at its creation and keeps. A table that was
 * dropped and created again under the same name is refused. Its columns may have other ids, and it
 * lacks the rows of the earlier one.
 */
final class TableAccess implements TableLoader {

    private static final long serialVersionUID = 1L;

    private final TableLoader loader;
    private final String name;
    private final String uuid;

    /**
     * @param table the table that the job is started with
     */
    TableAccess(LakeCatalog catalog, TableIdentifier id, Table table) {
        this(TableLoader.fromCatalog(catalog, id), table.name(), table.uuid().toString());
    }

    private TableAccess(TableLoader loader, String name, String uuid) {
        this.loader = loader;
        this.name = name;
        this.uuid = uuid;
    }

    /** The UUID of the table that the job was started with. */
    String uuid() {
        return uuid;
    }

    @Override
    public void open() {
        loader.open();
    }

    @Override
    public boolean isOpen() {
        return loader.isOpen();
    }

    /**
     * @throws Refusal if another table has this name now
     */
    @Override
    public Table loadTable() {
        Table table = loader.loadTable();
        check(uuid, table.uuid().toString());
        return table;
    }

    /**
     * Compares with the table of a savepoint.
     *
     * @throws Refusal if another table has this name now
     */
    void checkRestored(String restored) {
        check(restored, uuid);
    }

    /** The snapshot of the job's last checkpoint was expired. */
    Refusal snapshotIsGone(String missing) {
        return new Refusal(
                ("Table %s does not have the snapshot of this job's last checkpoint any more, nor"
                                + " the list of its files (%s): the snapshot was expired while the"
                                + " job was down. Restore with --on-expired-snapshot committed,"
                                + " which takes its rows for committed, and check the table with"
                                + " ./tickhouse audit.")
                        .formatted(name, missing));
    }

    private void check(String expected, String found) {
        if (!found.equals(expected)) {
            throw new Refusal(
                    ("Table %s was dropped and made again (UUID %s, but the rows of this job went"
                                    + " into %s): start the job without its savepoint, with"
                                    + " --starting-offsets earliest, to fill the new one, or name"
                                    + " another table with --iceberg-table.")
                            .formatted(name, found, expected));
        }
    }

    @Override
    public void close() throws IOException {
        loader.close();
    }

    @Override
    @SuppressWarnings({"MethodDoesntCallSuperMethod", "NoClone"})
    public TableLoader clone() {
        return new TableAccess(loader.clone(), name, uuid);
    }

    @Override
    public String toString() {
        return loader.toString();
    }
}
