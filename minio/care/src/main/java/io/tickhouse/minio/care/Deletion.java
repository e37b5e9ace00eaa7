package io.tickhouse.minio.care;

import java.util.Collection;
import java.util.List;
import java.util.function.LongConsumer;
import org.apache.iceberg.exceptions.NotFoundException;
import org.apache.iceberg.io.BulkDeletionFailureException;
import org.apache.iceberg.io.FileIO;
import org.apache.iceberg.io.SupportsBulkOperations;

/** Deletes files that no snapshot needs. One that stays is no harm: it is an orphan. */
final class Deletion {

    /** As many as S3 takes in a request. */
    private static final int BATCH = 1000;

    private Deletion() {}

    /**
     * Deletes them, and returns how many could not be deleted.
     *
     * @param progress gets the number of files done so far, from time to time
     */
    static long of(FileIO io, Collection<String> locations, LongConsumer progress) {
        List<String> all = List.copyOf(locations);
        long failed = 0;
        for (int from = 0; from < all.size(); from += BATCH) {
            List<String> batch = all.subList(from, Math.min(all.size(), from + BATCH));
            failed +=
                    io instanceof SupportsBulkOperations bulk
                            ? together(bulk, batch)
                            : oneByOne(io, batch);
            progress.accept(from + batch.size());
        }
        return failed;
    }

    private static long together(SupportsBulkOperations io, List<String> batch) {
        try {
            io.deleteFiles(batch);
            return 0;
        } catch (BulkDeletionFailureException e) {
            return e.numberFailedObjects();
        }
    }

    private static long oneByOne(FileIO io, List<String> batch) {
        long failed = 0;
        for (String location : batch) {
            try {
                io.deleteFile(location);
            } catch (RuntimeException e) { // of the store's client, which has its own
                failed += e instanceof NotFoundException ? 0 : 1;
            }
        }
        return failed;
    }
}
