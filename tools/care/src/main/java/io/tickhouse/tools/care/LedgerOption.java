package io.tickhouse.tools.care;

import io.tickhouse.minio.care.ReceiptLedger;
import io.tickhouse.minio.care.Removal;
import io.tickhouse.tools.UserError;
import java.io.IOException;
import java.util.List;
import org.apache.iceberg.Table;
import picocli.CommandLine.Option;

/** The options that say where receipts go when a table was looked after. */
final class LedgerOption {

    @Option(
            names = "--receipts-table",
            paramLabel = "DB.TABLE",
            defaultValue = "db.lake_receipts",
            description =
                    "The ledger of receipts, in the same catalog; it is made if it is missing"
                            + " (default ${DEFAULT-VALUE}).")
    private String receiptsTable;

    @Option(
            names = "--no-receipts-table",
            description = "Keep receipts in the snapshots alone; removals then have none.")
    private boolean none;

    /**
     * Looks at the options before anything is changed.
     *
     * @throws UserError if they are not valid
     */
    void check() {
        check(receiptsTable);
    }

    static void check(String receiptsTable) {
        if (!receiptsTable.matches("[^.]+(\\.[^.]+)+")) {
            throw UserError.badUsage("--receipts-table takes DB.TABLE, not " + receiptsTable + ".");
        }
    }

    /** The options of the compaction job that mean the same. */
    List<String> arguments() {
        return none
                ? List.of("--no-receipts-table")
                : List.of("--receipts-table=local." + receiptsTable);
    }

    /** Adds the receipts of the table's snapshots that are not there yet. */
    void record(TableCommand command, Table table) {
        if (ReceiptLedger.isNeededFor(table)) {
            record(command, table, List.of());
        }
    }

    /**
     * The same with a removal.
     *
     * @param removal null if nothing was removed
     */
    void record(TableCommand command, Table table, Removal removal) {
        if (removal != null) {
            record(command, table, List.of(removal));
        }
    }

    /**
     * The work is done by then, so that a failure is only a warning. What is removed of the ledger
     * itself has no row: each care would be a reason for the next.
     */
    private void record(TableCommand command, Table table, List<Removal> removals) {
        if (none || command.nameInCatalog().equals(receiptsTable)) {
            return;
        }
        try {
            Table ledger = command.otherOrNew(receiptsTable, ReceiptLedger.SCHEMA);
            ReceiptLedger.fit(ledger);
            new ReceiptLedger(ledger, new ReceiptFiles())
                    .record(command.nameInCatalog(), table, removals);
        } catch (IOException | RuntimeException e) { // the store's client has its own exceptions
            command.err()
                    .printf(
                            "A receipt of %s is not in the ledger %s: %s%n",
                            table.name(), receiptsTable, e.getMessage());
        }
    }
}
