package io.tickhouse.minio.care;

import java.util.Arrays;
import java.util.Collection;
import java.util.stream.Collectors;
import org.apache.iceberg.AppendFiles;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.exceptions.ValidationException;

/**
 * Takes attempts of compactions for dead, so that their files may be deleted: a snapshot without
 * files that names them. An attempt that lives after all finds it among the ancestors of the head,
 * and commits no more ({@link Publication}).
 *
 * <p>Guarantee: what was fenced was committed before the fence, or never is. It rests on the
 * catalog, which puts one of two commits on the same head behind the other.
 */
final class Fence {

    private static final String FENCED = "tickhouse.care.fenced";
    private static final int ATTEMPTS = 20;

    private Fence() {}

    /** Commits a fence. The table is up to date afterwards. */
    static void put(Table table, Collection<CareRun> runs) {
        String names = runs.stream().map(CareRun::toString).collect(Collectors.joining(","));
        for (int attempt = 1; ; attempt++) {
            table.refresh();
            WriterPositions positions = WriterPositions.of(table);
            AppendFiles fence = table.newAppend().set(FENCED, names);
            positions.carryNewest(fence);
            positions.guard(fence);
            try {
                fence.commit();
                table.refresh();
                return;
            } catch (ValidationException e) {
                if (attempt == ATTEMPTS) {
                    throw e;
                }
            }
        }
    }

    static boolean isAround(CareRun run, Snapshot snapshot) {
        String names = snapshot.summary() == null ? null : snapshot.summary().get(FENCED);
        return names != null && Arrays.asList(names.split(",")).contains(run.toString());
    }
}
