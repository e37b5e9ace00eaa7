package io.tickhouse.jobs.compact;

import io.tickhouse.connectors.Refusal;
import io.tickhouse.minio.care.CareRefusal;
import io.tickhouse.minio.care.ContentHash;
import io.tickhouse.minio.care.Proof;
import io.tickhouse.minio.care.Publication;
import io.tickhouse.minio.care.Receipt;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.BoundedOneInput;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.flink.TableLoader;

/**
 * Commits groups that were verified: in as many parts as asked for, the last one at the end of the
 * input. {@link Publication} says what that guarantees.
 */
final class CommitOperator extends AbstractStreamOperator<Long>
        implements OneInputStreamOperator<RewrittenGroup, Long>, BoundedOneInput {

    private static final long serialVersionUID = 1L;

    private final TableLoader loader;
    private final int commits;
    private final Proof proof;
    private final Ledger ledger;
    private transient Table table;
    private transient List<RewrittenGroup> waiting;
    private transient int parts;

    /**
     * @param commits number of parts
     * @param proof that the groups have
     */
    CommitOperator(TableLoader loader, int commits, Proof proof, Ledger ledger) {
        this.loader = loader;
        this.commits = commits;
        this.proof = proof;
        this.ledger = ledger;
    }

    @Override
    public void open() throws Exception {
        super.open();
        table = CompactJob.open(loader);
        waiting = new ArrayList<>();
    }

    @Override
    public void processElement(StreamRecord<RewrittenGroup> element) throws Exception {
        RewrittenGroup group = element.getValue();
        waiting.add(group);
        int size = Math.max(1, (group.groups + commits - 1) / commits);
        if (waiting.size() >= size) {
            commit();
        }
    }

    @Override
    public void endInput() throws Exception {
        if (!waiting.isEmpty()) {
            commit();
        }
        table.refresh();
        ledger.record(table);
    }

    private void commit() throws InterruptedException {
        List<DataFile> inputs = new ArrayList<>();
        List<DataFile> outputs = new ArrayList<>();
        ContentHash content = ContentHash.NOTHING;
        for (RewrittenGroup group : waiting) {
            inputs.addAll(group.inputs());
            outputs.addAll(group.outputs());
            content = content.plus(group.read());
        }
        RewrittenGroup any = waiting.get(0);
        Receipt receipt =
                new Receipt(
                        any.run(),
                        parts,
                        content,
                        proof.algorithm(),
                        any.schemaId,
                        inputs.size(),
                        outputs.size(),
                        any.plannedOn);
        try {
            Snapshot snapshot = new Publication(table, receipt, inputs, outputs).commit();
            LOG.info(
                    "Compaction {}: {} files replace {} in snapshot {}, {}",
                    any.id,
                    outputs.size(),
                    inputs.size(),
                    snapshot.snapshotId(),
                    content);
            output.collect(new StreamRecord<>(snapshot.snapshotId()));
        } catch (CareRefusal e) {
            throw new Refusal(e.getMessage());
        }
        parts++;
        waiting.clear();
    }

    @Override
    public void close() throws Exception {
        try {
            loader.close();
            ledger.close();
        } finally {
            super.close();
        }
    }
}
