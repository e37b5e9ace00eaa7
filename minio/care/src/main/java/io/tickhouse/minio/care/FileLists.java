package io.tickhouse.minio.care;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import org.apache.iceberg.ContentFile;
import org.apache.iceberg.ManifestContent;
import org.apache.iceberg.ManifestFile;
import org.apache.iceberg.ManifestFiles;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.io.CloseableIterable;

/**
 * Lists of files as a number and a hash, whatever their order. {@link RowSum} hashes each file as a
 * row: 1 is its location, 2 its rows, 3 its bytes, 4 its data sequence number, 5 its partition
 * spec.
 */
final class FileLists {

    private static final int LOCATION = 1;
    private static final int ROWS = 2;
    private static final int BYTES = 3;
    private static final int SEQUENCE = 4;
    private static final int SPEC = 5;

    private FileLists() {}

    /** All that a snapshot says of its data and delete files. */
    static ContentHash of(Table table, Snapshot snapshot) {
        RowSum sum = new RowSum();
        for (ManifestFile manifest : snapshot.allManifests(table.io())) {
            try (CloseableIterable<? extends ContentFile<?>> files =
                    manifest.content() == ManifestContent.DATA
                            ? ManifestFiles.read(manifest, table.io(), table.specs())
                            : ManifestFiles.readDeleteManifest(
                                    manifest, table.io(), table.specs())) {
                for (ContentFile<?> file : files) {
                    add(sum, file);
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return sum.sum();
    }

    private static void add(RowSum sum, ContentFile<?> file) {
        location(sum, file.location());
        number(sum, ROWS, file.recordCount());
        number(sum, BYTES, file.fileSizeInBytes());
        if (file.dataSequenceNumber() != null) {
            number(sum, SEQUENCE, file.dataSequenceNumber());
        }
        number(sum, SPEC, file.specId());
        sum.endRow();
    }

    /** Files of which only the locations are known. */
    static ContentHash of(Collection<String> locations) {
        RowSum sum = new RowSum();
        for (String location : locations) {
            location(sum, location);
            sum.endRow();
        }
        return sum.sum();
    }

    private static void location(RowSum sum, String location) {
        sum.field(LOCATION);
        sum.bytes(location.getBytes(StandardCharsets.UTF_8));
    }

    private static void number(RowSum sum, int field, long value) {
        sum.field(field);
        sum.number(value);
    }
}
