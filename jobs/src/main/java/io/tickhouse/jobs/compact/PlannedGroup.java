package io.tickhouse.jobs.compact;

import io.tickhouse.minio.care.CareRun;
import io.tickhouse.minio.care.RewritePlan;
import java.util.List;
import org.apache.iceberg.FileScanTask;

/** Files that one subtask rewrites. Fields are public, so that Flink takes it for a POJO. */
public final class PlannedGroup {

    /** UUID of the compaction. */
    public String id;

    public String attempt;

    /** Id of the snapshot. */
    public long plannedOn;

    /** Of the rows that are read and written. */
    public int schemaId;

    /** From 0. */
    public int group;

    /** Of the whole attempt. */
    public int groups;

    /** Partition spec of the new files. */
    public int specId;

    /** Sort order of the new files; 0 for that of arrival. */
    public int sortOrderId;

    /** In bytes. */
    public long maxFileSize;

    /** Iceberg's {@link FileScanTask}s. */
    public byte[] files;

    public PlannedGroup() {}

    static PlannedGroup of(CareRun run, RewritePlan plan, RewritePlan.Group group) {
        PlannedGroup planned = new PlannedGroup();
        planned.id = run.id();
        planned.attempt = run.attempt();
        planned.plannedOn = plan.plannedOn();
        planned.schemaId = plan.schemaId();
        planned.group = group.index();
        planned.groups = plan.groups().size();
        planned.specId = group.specId();
        planned.sortOrderId = plan.sortOrderId();
        planned.maxFileSize = group.maxOutputFileSize();
        planned.files = JavaBytes.of(group.files());
        return planned;
    }

    CareRun run() {
        return new CareRun(id, attempt);
    }

    List<FileScanTask> files() {
        return JavaBytes.list(files, FileScanTask.class);
    }
}
