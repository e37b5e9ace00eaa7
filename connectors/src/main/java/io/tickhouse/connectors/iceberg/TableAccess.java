package io.tickhouse.connectors.iceberg;

import io.tickhouse.connectors.Refusal;
import java.io.IOException;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.flink.TableLoader;

/**
 * The way from a task to its table, by the catalog and never by what was sent along with the job:
 * keys and credentials are those of the machine and of the moment.
 *
 * <p>Guarantee: every operator of a sink, whenever it starts, has the table that the job was
 * started with. It rests on the UUID that a table gets when it is made and keeps: a table that was
 * dropped and made again under the same name is refused, since its columns may have other ids and
 * it lacks the rows of the earlier one.
 */
final class TableAccess implements TableLoader {

    private static final long serialVersionUID = 1L;

    private final TableLoader loader;
    private final String name;
    private final String uuid;

    /**
     * @param table that the job is started with
     */
    TableAccess(LakeCatalog catalog, TableIdentifier id, Table table) {
        this(TableLoader.fromCatalog(catalog, id), table.name(), table.uuid().toString());
    }

    private TableAccess(TableLoader loader, String name, String uuid) {
        this.loader = loader;
        this.name = name;
        this.uuid = uuid;
    }

    /** Of the table that the job was started with. */
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
     * @throws Refusal if it is another table under this name
     */
    @Override
    public Table loadTable() {
        Table table = loader.loadTable();
        check(uuid, table.uuid().toString());
        return table;
    }

    /**
     * Compares with the table that a savepoint was made with.
     *
     * @throws Refusal if it is another table under this name
     */
    void checkRestored(String restored) {
        check(restored, uuid);
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
