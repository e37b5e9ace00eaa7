package io.tickhouse.contenders;

import io.tickhouse.model.Kind;
import io.tickhouse.model.Message;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import org.apache.iceberg.AppendFiles;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.PartitionKey;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.StructLike;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableProperties;
import org.apache.iceberg.io.DataWriter;
import org.apache.iceberg.io.OutputFileFactory;
import org.apache.iceberg.parquet.Parquet;
import org.apache.iceberg.transforms.Transform;
import org.apache.iceberg.types.Types;
import org.apache.iceberg.util.PropertyUtil;
import org.apache.iceberg.util.SnapshotUtil;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/**
 * Appends messages to one table. It keeps one file open for each day of event time, or each month
 * if the table is partitioned by month. All are closed and committed together.
 *
 * <p>Guarantee: each row is in the table once, also after a restart from an older position. The
 * position is in the summary of the snapshot that has the rows, and rows before it are skipped. It
 * rests on one writer at a time under the same name, and on maintenance that keeps the writer's
 * last snapshot.
 */
final class LakeWriter {

    private static final long NANOS_PER_DAY = 86_400_000_000_000L;
    private static final long MICROS_PER_DAY = 86_400_000_000L;
    private static final int ROWS_BETWEEN_SIZE_CHECKS = 1000;

    private final Table table;
    private final Kind kind;
    private final String property;
    private final OutputFileFactory files;
    private final long targetSize;
    private final Function<Long, Integer> partitions;
    private final Map<Integer, DataWriter<Message>> open = new HashMap<>();
    private final List<DataFile> closed = new ArrayList<>();
    // By partition: rows before this offset are already in the table.
    private final Map<Integer, Long> committed;

    private long day = Long.MIN_VALUE;
    private int partition;
    private DataWriter<Message> ofDay;
    private long written;

    /**
     * Opens the writer at its last position in the table.
     *
     * @param table partitioned by day(event_time) or month(event_time)
     * @param kind of the messages
     * @param writer its name in the snapshots
     */
    LakeWriter(Table table, Kind kind, String writer) {
        this.table = table;
        this.kind = kind;
        this.property = "tickhouse.loop." + writer;
        this.files =
                OutputFileFactory.builderFor(table, 0, 0)
                        .format(FileFormat.PARQUET)
                        .operationId(UUID.randomUUID().toString())
                        .build();
        this.partitions = partitions(table);
        this.targetSize =
                PropertyUtil.propertyAsLong(
                        table.properties(),
                        TableProperties.WRITE_TARGET_FILE_SIZE_BYTES,
                        TableProperties.WRITE_TARGET_FILE_SIZE_BYTES_DEFAULT);
        this.committed = lastPosition();
    }

    @SuppressWarnings("unchecked")
    private static Function<Long, Integer> partitions(Table table) {
        return ((Transform<Long, Integer>) table.spec().fields().get(0).transform())
                .bind(Types.TimestampType.withZone());
    }

    private Map<Integer, Long> lastPosition() {
        Map<Integer, Long> position = new HashMap<>();
        for (Snapshot snapshot : SnapshotUtil.currentAncestors(table)) {
            String text = snapshot.summary().get(property);
            if (text != null) {
                for (String part : text.split(",", -1)) {
                    int colon = part.indexOf(':');
                    position.put(
                            Integer.valueOf(part.substring(0, colon)),
                            Long.valueOf(part.substring(colon + 1)));
                }
                return position;
            }
        }
        return position;
    }

    void write(Message message) throws IOException {
        if (!committed.isEmpty()
                && message.offset < committed.getOrDefault(message.partition, 0L)) {
            return;
        }
        long messageDay = message.timeNs / NANOS_PER_DAY;
        if (messageDay != day) {
            day = messageDay;
            partition = partitions.apply(day * MICROS_PER_DAY);
            ofDay = open.get(partition);
            if (ofDay == null) {
                ofDay = openFile(partition);
            }
        }
        ofDay.write(message);
        if (++written % ROWS_BETWEEN_SIZE_CHECKS == 0 && ofDay.length() >= targetSize) {
            finish(open.remove(partition));
            day = Long.MIN_VALUE;
        }
    }

    private DataWriter<Message> openFile(int ordinal) throws IOException {
        StructLike key = key(ordinal);
        DataWriter<Message> file =
                Parquet.writeData(files.newOutputFile(key).encryptingOutputFile())
                        .forTable(table)
                        .withPartition(key)
                        .createWriterFunc(type -> new RowWriter(kind, type))
                        .build();
        open.put(ordinal, file);
        return file;
    }

    private StructLike key(int ordinal) {
        PartitionKey key = new PartitionKey(table.spec(), table.schema());
        key.set(0, ordinal);
        return key;
    }

    private void finish(DataWriter<Message> file) throws IOException {
        file.close();
        closed.add(file.toDataFile());
    }

    /**
     * Commits the rows written since the last commit; does not touch the table if there are none.
     */
    void commit(Map<TopicPartition, OffsetAndMetadata> next) throws IOException {
        for (DataWriter<Message> file : open.values()) {
            finish(file);
        }
        open.clear();
        day = Long.MIN_VALUE;
        if (closed.isEmpty()) {
            return;
        }
        AppendFiles append = table.newAppend();
        closed.forEach(append::appendFile);
        StringBuilder position = new StringBuilder();
        next.forEach(
                (partition, offset) ->
                        position.append(position.isEmpty() ? "" : ",")
                                .append(partition.partition())
                                .append(':')
                                .append(offset.offset()));
        append.set(property, position.toString()).commit();
        closed.clear();
    }
}
