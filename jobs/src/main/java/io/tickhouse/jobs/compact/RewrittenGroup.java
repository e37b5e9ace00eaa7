package io.tickhouse.jobs.compact;

import io.tickhouse.minio.care.CareRun;
import io.tickhouse.minio.care.ContentHash;
import java.util.ArrayList;
import java.util.List;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.FileScanTask;

/** What became of a {@link PlannedGroup}. Fields are public, so that Flink takes it for a POJO. */
public final class RewrittenGroup {

    /** UUID of the compaction. */
    public String id;

    public String attempt;

    /** Id of the snapshot. */
    public long plannedOn;

    /** Of the rows that were read and written. */
    public int schemaId;

    /** Sort order that the new files say to have; 0 for none. */
    public int sortOrderId;

    /** Of the whole attempt. */
    public int groups;

    /** Rows that were read from the inputs. */
    public long rows;

    /** Upper half of their hash. */
    public long high;

    /** Lower half of their hash. */
    public long low;

    /** Iceberg's {@link DataFile}s, without statistics. */
    public byte[] inputs;

    /** Iceberg's {@link DataFile}s. */
    public byte[] outputs;

    public RewrittenGroup() {}

    static RewrittenGroup of(PlannedGroup planned, ContentHash read, List<DataFile> outputs) {
        RewrittenGroup rewritten = new RewrittenGroup();
        rewritten.id = planned.id;
        rewritten.attempt = planned.attempt;
        rewritten.plannedOn = planned.plannedOn;
        rewritten.schemaId = planned.schemaId;
        rewritten.sortOrderId = planned.sortOrderId;
        rewritten.groups = planned.groups;
        rewritten.rows = read.rows();
        rewritten.high = read.high();
        rewritten.low = read.low();
        List<DataFile> inputs = new ArrayList<>();
        for (FileScanTask task : planned.files()) {
            inputs.add(task.file().copyWithoutStats());
        }
        rewritten.inputs = JavaBytes.of(inputs);
        rewritten.outputs = JavaBytes.of(outputs);
        return rewritten;
    }

    CareRun run() {
        return new CareRun(id, attempt);
    }

    /** Of the rows that were read from the inputs. */
    ContentHash read() {
        return new ContentHash(rows, high, low);
    }

    List<DataFile> inputs() {
        return JavaBytes.list(inputs, DataFile.class);
    }

    List<DataFile> outputs() {
        return JavaBytes.list(outputs, DataFile.class);
    }
}
