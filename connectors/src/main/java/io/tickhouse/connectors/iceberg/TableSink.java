package io.tickhouse.connectors.iceberg;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collection;
import org.apache.flink.api.common.SupportsConcurrentExecutionAttempts;
import org.apache.flink.api.connector.sink2.Committer;
import org.apache.flink.api.connector.sink2.CommitterInitContext;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.sink2.StatefulSinkWriter;
import org.apache.flink.api.connector.sink2.SupportsCommitter;
import org.apache.flink.api.connector.sink2.SupportsWriterState;
import org.apache.flink.api.connector.sink2.WriterInitContext;
import org.apache.flink.core.io.SimpleVersionedSerializer;
import org.apache.flink.streaming.api.connector.sink2.CommittableMessage;
import org.apache.flink.streaming.api.connector.sink2.SupportsPostCommitTopology;
import org.apache.flink.streaming.api.connector.sink2.SupportsPreCommitTopology;
import org.apache.flink.streaming.api.connector.sink2.SupportsPreWriteTopology;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.DataStreamSink;
import org.apache.flink.table.data.RowData;
import org.apache.iceberg.Schema;
import org.apache.iceberg.exceptions.NotFoundException;
import org.apache.iceberg.flink.sink.IcebergSink;
import org.apache.iceberg.io.WriteResult;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Iceberg's sink with {@link TableWriter} instead of its own writer, which opens files for any
 * number of partitions. Everything else (how rows are distributed, the operator that gathers files,
 * the committer, the form of their state) is Iceberg's own, and so are the uids. Savepoints of jobs
 * that ran with Iceberg's writer, which has no state, still work.
 *
 * <p>It rests on iceberg-flink 1.11. The constructor of the sink is private, so the builder
 * attaches it with {@code sinkTo} of the stream that it was given. Everything that this class calls
 * is public. {@code TableSinkTest} fails if that, or the operators, change.
 *
 * @param <C> what Iceberg commits; its class is not public
 */
final class TableSink<C>
        implements Sink<RowData>,
                SupportsPreWriteTopology<RowData>,
                SupportsWriterState<RowData, String>,
                SupportsCommitter<C>,
                SupportsPreCommitTopology<WriteResult, C>,
                SupportsPostCommitTopology<C>,
                SupportsConcurrentExecutionAttempts {

    private static final long serialVersionUID = 1L;
    private static final Logger LOG = LoggerFactory.getLogger(TableSink.class);

    // Credentials from a catalog are valid for at least a quarter of an hour.
    private static final Duration REFRESH_INTERVAL = Duration.ofMinutes(5);

    private final IcebergSink sink;
    private final TableAccess access;
    private final Schema schema;
    private final long mostHeap;
    private final ExpiredSnapshot onExpired;

    private TableSink(
            IcebergSink sink,
            TableAccess access,
            Schema schema,
            long mostHeap,
            ExpiredSnapshot onExpired) {
        this.sink = sink;
        this.access = access;
        this.schema = schema;
        this.mostHeap = mostHeap;
        this.onExpired = onExpired;
    }

    /** Rows that replace the sink with this one when Iceberg's builder attaches it. */
    static final class Rows extends DataStream<RowData> {

        private final TableAccess access;
        private final Schema schema;
        private final long mostHeap;
        private final ExpiredSnapshot onExpired;
        private boolean attached;

        /**
         * @param schema the schema of the rows
         * @param mostHeap bytes of heap for the open files of a writer
         */
        Rows(
                DataStream<RowData> rows,
                TableAccess access,
                Schema schema,
                long mostHeap,
                ExpiredSnapshot onExpired) {
            super(rows.getExecutionEnvironment(), rows.getTransformation());
            this.access = access;
            this.schema = schema;
            this.mostHeap = mostHeap;
            this.onExpired = onExpired;
        }

        @Override
        public DataStreamSink<RowData> sinkTo(Sink<RowData> sink) {
            attached = true;
            return super.sinkTo(
                    new TableSink<>((IcebergSink) sink, access, schema, mostHeap, onExpired));
        }

        boolean attached() {
            return attached;
        }
    }

    @Override
    public TableWriter createWriter(WriterInitContext context) {
        return new TableWriter(access, schema, REFRESH_INTERVAL, mostHeap, context);
    }

    @Override
    public StatefulSinkWriter<RowData, String> restoreWriter(
            WriterInitContext context, Collection<String> uuids) {
        for (String uuid : uuids) {
            access.checkRestored(uuid);
        }
        return createWriter(context);
    }

    @Override
    public SimpleVersionedSerializer<String> getWriterStateSerializer() {
        return new Text();
    }

    @Override
    public DataStream<RowData> addPreWriteTopology(DataStream<RowData> rows) {
        return sink.addPreWriteTopology(rows);
    }

    @Override
    public SimpleVersionedSerializer<WriteResult> getWriteResultSerializer() {
        return sink.getWriteResultSerializer();
    }

    @Override
    @SuppressWarnings("unchecked")
    public DataStream<CommittableMessage<C>> addPreCommitTopology(
            DataStream<CommittableMessage<WriteResult>> results) {
        return ((SupportsPreCommitTopology<WriteResult, C>) (Object) sink)
                .addPreCommitTopology(results);
    }

    @Override
    public Committer<C> createCommitter(CommitterInitContext context) throws IOException {
        return new KnowingCommitter<>(
                committing().createCommitter(context),
                access,
                onExpired,
                context.getRestoredCheckpointId().isPresent());
    }

    @Override
    public SimpleVersionedSerializer<C> getCommittableSerializer() {
        return committing().getCommittableSerializer();
    }

    @Override
    @SuppressWarnings("unchecked")
    public void addPostCommitTopology(DataStream<CommittableMessage<C>> committables) {
        ((SupportsPostCommitTopology<C>) (Object) sink).addPostCommitTopology(committables);
    }

    // Iceberg's class of what is committed cannot be named here, only passed on.
    @SuppressWarnings("unchecked")
    private SupportsCommitter<C> committing() {
        return (SupportsCommitter<C>) (Object) sink;
    }

    /**
     * Notices that the table no longer says what the job has committed.
     *
     * <p>After a restore, Iceberg's committer looks for the job's checkpoint in the snapshots. If
     * it is there, nothing is left to do. If it is not, the files of the checkpoint are committed,
     * by a list of them that is deleted after a commit. So a job without snapshot and without list
     * did commit, and its snapshot was expired, unless something else deletes files of the table.
     * Every restart would find the same.
     */
    @SuppressWarnings("try")
    private static final class KnowingCommitter<C> implements Committer<C> {

        private final Committer<C> committer;
        private final TableAccess access;
        private final ExpiredSnapshot onExpired;
        private boolean restoring;

        KnowingCommitter(
                Committer<C> committer,
                TableAccess access,
                ExpiredSnapshot onExpired,
                boolean restoring) {
            this.committer = committer;
            this.access = access;
            this.onExpired = onExpired;
            this.restoring = restoring;
        }

        @Override
        public void commit(Collection<CommitRequest<C>> requests)
                throws IOException, InterruptedException {
            try {
                committer.commit(requests);
                restoring = false;
            } catch (NotFoundException e) {
                if (!restoring) {
                    throw e;
                }
                if (onExpired == ExpiredSnapshot.FAIL) {
                    throw access.snapshotIsGone(e.getMessage());
                }
                LOG.warn(
                        "The snapshot of the last checkpoint was expired while the job was down"
                                + " ({}): its rows count as committed.",
                        e.getMessage());
                requests.forEach(CommitRequest::signalAlreadyCommitted);
            }
        }

        @Override
        public void close() throws Exception {
            committer.close();
        }
    }

    private static final class Text implements SimpleVersionedSerializer<String> {

        @Override
        public int getVersion() {
            return 1;
        }

        @Override
        public byte[] serialize(String text) {
            return text.getBytes(StandardCharsets.UTF_8);
        }

        @Override
        public String deserialize(int version, byte[] bytes) {
            return new String(bytes, StandardCharsets.UTF_8);
        }
    }
}
