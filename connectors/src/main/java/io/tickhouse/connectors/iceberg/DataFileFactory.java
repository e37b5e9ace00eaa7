package io.tickhouse.connectors.iceberg;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.table.data.RowData;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.SortOrder;
import org.apache.iceberg.StructLike;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableProperties;
import org.apache.iceberg.encryption.EncryptedOutputFile;
import org.apache.iceberg.flink.FlinkSchemaUtil;
import org.apache.iceberg.flink.FlinkWriteConf;
import org.apache.iceberg.flink.sink.FlinkFileWriterFactory;
import org.apache.iceberg.flink.sink.SinkUtil;
import org.apache.iceberg.io.DataWriter;

/** How data files of a table are written: by its properties, with row groups for small heaps. */
final class DataFileFactory {

    // Iceberg's default of 128 MB is for batch jobs with gigabytes for each writer.
    private static final int ROW_GROUP_SIZE = 32 << 20;

    private final Schema schema;
    private final PartitionSpec spec;
    private final FileFormat format;
    private final long targetFileSize;
    private final long rowGroupSize;
    private final FlinkFileWriterFactory writers;

    /**
     * @param schema of the rows
     * @param spec of the files
     */
    DataFileFactory(Table table, Schema schema, PartitionSpec spec) {
        this(table, schema, spec, SortOrder.unsorted());
    }

    /**
     * @param order in which the rows are; the files say so
     */
    DataFileFactory(Table table, Schema schema, PartitionSpec spec, SortOrder order) {
        this.schema = schema;
        this.spec = spec;
        FlinkWriteConf conf = new FlinkWriteConf(table, Map.of(), new Configuration());
        format = conf.dataFileFormat();
        targetFileSize = conf.targetDataFileSize();
        Map<String, String> properties =
                new HashMap<>(SinkUtil.writeProperties(format, conf, table));
        String rowGroup =
                table.properties()
                        .getOrDefault(
                                TableProperties.PARQUET_ROW_GROUP_SIZE_BYTES,
                                String.valueOf(ROW_GROUP_SIZE));
        properties.put(TableProperties.PARQUET_ROW_GROUP_SIZE_BYTES, rowGroup);
        rowGroupSize = Long.parseLong(rowGroup);
        writers =
                new FlinkFileWriterFactory.Builder(table)
                        .dataFileFormat(format)
                        .dataSchema(schema)
                        .dataFlinkType(FlinkSchemaUtil.convert(schema))
                        .dataSortOrder(order)
                        .writerProperties(properties)
                        .build();
    }

    FileFormat format() {
        return format;
    }

    /** That of the table, in bytes. */
    long targetFileSize() {
        return targetFileSize;
    }

    /**
     * Files that are opened as rows need them.
     *
     * @param places where the next file of a partition is
     * @param size in bytes at which a file is closed and another one begun
     * @param mostHeap bytes of heap for all that are open
     */
    OpenFiles files(Function<StructLike, EncryptedOutputFile> places, long size, long mostHeap) {
        return new OpenFiles(
                spec,
                schema,
                partition -> writer(places.apply(partition), partition),
                size,
                rowGroupSize,
                mostHeap);
    }

    private DataWriter<RowData> writer(EncryptedOutputFile file, StructLike partition) {
        return writers.newDataWriter(file, spec, spec.isUnpartitioned() ? null : partition);
    }
}
