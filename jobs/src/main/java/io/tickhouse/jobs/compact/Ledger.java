package io.tickhouse.jobs.compact;

import io.tickhouse.connectors.iceberg.ReceiptFiles;
import io.tickhouse.minio.care.ReceiptLedger;
import java.io.Closeable;
import java.io.IOException;
import java.io.Serializable;
import java.util.List;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.flink.TableLoader;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where receipts go when the table has them: the rewrite is committed by then, so that a failure
 * here is only a warning. The next compaction adds what is missing.
 */
final class Ledger implements Serializable, Closeable {

    private static final long serialVersionUID = 1L;
    private static final Logger LOG = LoggerFactory.getLogger(Ledger.class);

    private final TableLoader loader;
    private final String table;

    private Ledger(TableLoader loader, String table) {
        this.loader = loader;
        this.table = table;
    }

    /** Receipts stay in the snapshots alone. */
    static Ledger none() {
        return new Ledger(null, null);
    }

    /**
     * @param loader of the ledger
     * @param id of the table that is compacted
     */
    static Ledger in(TableLoader loader, TableIdentifier id) {
        return new Ledger(loader.clone(), id.toString());
    }

    /** Adds all receipts of the table that the ledger does not have. */
    void record(Table compacted) {
        if (loader == null) {
            return;
        }
        try {
            new ReceiptLedger(CompactJob.open(loader), new ReceiptFiles())
                    .record(table, compacted, List.of());
        } catch (IOException | RuntimeException e) {
            LOG.warn("Receipts of table {} are not in the ledger yet", table, e);
        }
    }

    @Override
    public void close() throws IOException {
        if (loader != null) {
            loader.close();
        }
    }
}
