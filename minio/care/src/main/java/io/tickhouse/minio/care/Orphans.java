package io.tickhouse.minio.care;

import io.tickhouse.minio.care.WriterPositions.Writer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.LongConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.iceberg.ContentFile;
import org.apache.iceberg.HasTableOperations;
import org.apache.iceberg.ManifestContent;
import org.apache.iceberg.ManifestFile;
import org.apache.iceberg.ManifestFiles;
import org.apache.iceberg.ReachableFileUtil;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.TableMetadataParser;
import org.apache.iceberg.TableProperties;
import org.apache.iceberg.exceptions.NotFoundException;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.io.FileInfo;
import org.apache.iceberg.io.SupportsPrefixOperations;

/**
 * Finds and deletes files below a table that are not needed: left by writers and care that were
 * killed, or by deletions that failed.
 *
 * <p>Guarantee: no file is deleted that a snapshot needs, or that a writer will still commit. It
 * rests on this. The files are listed first and the table is read then, so what is committed in
 * between is needed already. What a sink holds beyond its position is needed, too, at any age: the
 * name of such a list says job, operator and checkpoint. A file that a writer has open is in no
 * list at all, so only files of an age are orphans. And before the deletion the table is read
 * again, behind a {@link Fence} if there are files of a compaction.
 */
public final class Orphans {

    /** What counts as an orphan. */
    public record Rules(Duration minAge, boolean writersStopped, Set<Writer> forgotten) {

        /** Longer than any checkpoint takes. */
        public static final Duration FLOOR = Duration.ofDays(1);

        /**
         * @param minAge how old a file must be
         * @param writersStopped whether all writers of the table are stopped, so no file is open;
         *     asked for if the age is less than {@link #FLOOR}
         * @param forgotten writers that will never come back; what they hold are orphans
         * @throws CareRefusal if files could be open
         */
        public Rules {
            if (minAge.compareTo(FLOOR) < 0 && !writersStopped) {
                throw new CareRefusal(
                        "A file younger than a day may be one that a writer has open: give an age"
                                + " of 1d or more, or stop all writers and say so with"
                                + " ./tickhouse lake orphans --writers-stopped.");
            }
            forgotten = Set.copyOf(forgotten);
        }
    }

    /** A file that is not needed, with its size and the time of its creation. */
    public record Orphan(String location, long bytes, long createdMs) {}

    /** Files that a writer has not committed yet, and will after a restore. */
    public record Pending(Writer writer, long checkpoint, int files) {}

    /**
     * What was found.
     *
     * @param listed how many files are below the table
     * @param young how many of them seem to be orphans, but are too young to say
     * @param elsewhere folders of the table that were not searched, because other tables may have
     *     files there, too
     */
    public record Found(
            List<Orphan> orphans,
            long listed,
            long young,
            List<Pending> pending,
            List<String> elsewhere) {

        /** Of all orphans. */
        public long bytes() {
            return orphans.stream().mapToLong(Orphan::bytes).sum();
        }
    }

    /**
     * What was deleted.
     *
     * @param spared how many were needed after all at the second look
     * @param failures how many could not be deleted
     * @param receipt what the ledger keeps; null if nothing was deleted
     */
    public record Removed(long files, long bytes, long spared, long failures, Removal receipt) {}

    private static final Pattern ADDRESS =
            Pattern.compile("(?:([a-zA-Z][a-zA-Z0-9+.-]*):)?(?://([^/]*))?(/.*)", Pattern.DOTALL);
    private static final Pattern TABLE_METADATA =
            Pattern.compile(".*/([^/]+\\.metadata\\.json(\\.gz)?)", Pattern.DOTALL);
    private static final int REPORTED = 10_000;

    private final Table table;
    private final Rules rules;
    private final SupportsPrefixOperations files;

    /**
     * @param table which this object refreshes
     * @throws CareRefusal if the table's files may be those of others, or cannot be listed
     */
    public Orphans(Table table, Rules rules) {
        SharedFiles.refuse(table);
        if (!(table.io() instanceof SupportsPrefixOperations listing)) {
            throw new CareRefusal(
                    ("The files of table %s cannot be listed through %s: open the "
                                    + "catalog with an io-impl that can, such as "
                                    + "org.apache.iceberg.aws.s3.S3FileIO.")
                            .formatted(table.name(), table.io().getClass().getName()));
        }
        this.table = table;
        this.rules = rules;
        this.files = listing;
    }

    /**
     * Looks for orphans; deletes nothing.
     *
     * @param nowMs epoch milliseconds by the clock of the store, see {@link #storesClock}
     * @param progress gets the number of files listed so far, from time to time
     * @throws CareRefusal if something looks as if files of others could be among them
     */
    public Found find(long nowMs, LongConsumer progress) {
        List<FileInfo> listed = new ArrayList<>();
        for (FileInfo file : files.listPrefix(folder(table.location()))) {
            listed.add(file);
            if (listed.size() % REPORTED == 0) {
                progress.accept(listed.size());
            }
        }
        List<StagedManifest> staged = staged(listed);
        table.refresh();
        Needed needed = new Needed(staged);
        needed.addEarlierMetadata(listed);

        List<Orphan> orphans = new ArrayList<>();
        long young = 0;
        for (FileInfo file : listed) {
            if (needed.has(file.location())) {
                continue;
            }
            refuseAnotherTable(file);
            // At any age: a table that commits all the time keeps only its newest metadata.
            refuseMetadataOfAnotherTable(file);
            if (file.createdAtMillis() > nowMs - rules.minAge().toMillis()) {
                young++;
            } else {
                orphans.add(new Orphan(file.location(), file.size(), file.createdAtMillis()));
            }
        }
        return new Found(orphans, listed.size(), young, needed.pending, elsewhere());
    }

    /**
     * Deletes those that are still orphans now. Files of compactions are deleted behind a commit
     * that keeps these from committing them ({@link Fence}).
     *
     * @param progress gets the number of files deleted so far, from time to time
     */
    public Removed delete(Found found, LongConsumer progress) {
        if (found.orphans().isEmpty()) {
            return new Removed(0, 0, 0, 0, null);
        }
        refreshBehindFence(found.orphans());
        Needed needed = new Needed(List.of());
        List<Orphan> still =
                found.orphans().stream().filter(each -> !needed.has(each.location())).toList();
        List<String> locations = still.stream().map(Orphan::location).toList();
        long failures = Deletion.of(table.io(), locations, progress);
        long bytes = still.stream().mapToLong(Orphan::bytes).sum();
        return new Removed(
                still.size() - failures,
                bytes,
                found.orphans().size() - still.size(),
                failures,
                still.isEmpty()
                        ? null
                        : Removal.of(
                                CareKind.ORPHANS, table, null, bytes, FileLists.of(locations)));
    }

    /** A compaction that takes longer than the age may still be about to commit its files. */
    private void refreshBehindFence(List<Orphan> orphans) {
        Set<CareRun> runs =
                orphans.stream()
                        .map(each -> CareRun.ofFile(table, each.location()))
                        .flatMap(Optional::stream)
                        .collect(Collectors.toSet());
        if (runs.isEmpty()) {
            table.refresh();
        } else {
            Fence.put(table, runs);
        }
    }

    /**
     * What time it is for the store, which is what the age of its files is measured by, in epoch
     * milliseconds. Writes a file next to the table's metadata, and deletes it again.
     */
    public long storesClock() {
        String location =
                ((HasTableOperations) table)
                        .operations()
                        .metadataFileLocation("tickhouse-care-clock-" + UUID.randomUUID());
        try {
            table.io().newOutputFile(location).create().close();
            for (FileInfo file : files.listPrefix(location)) {
                return file.createdAtMillis();
            }
            throw new IllegalStateException("The store does not list " + location);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            table.io().deleteFile(location);
        }
    }

    /** Those below the table, and those in a folder of their own. */
    private List<StagedManifest> staged(List<FileInfo> listed) {
        Stream<FileInfo> all = listed.stream();
        String apart = table.properties().get(StagedManifest.LOCATION);
        if (apart != null && !apart.isEmpty() && !isBelowTable(apart)) {
            List<FileInfo> more = new ArrayList<>();
            files.listPrefix(folder(apart)).forEach(more::add);
            all = Stream.concat(all, more.stream());
        }
        return all.map(StagedManifest::of).flatMap(Optional::stream).toList();
    }

    private boolean isBelowTable(String location) {
        return key(folder(location)).startsWith(key(folder(table.location())));
    }

    private List<String> elsewhere() {
        return Stream.of(
                        TableProperties.WRITE_DATA_LOCATION,
                        TableProperties.WRITE_METADATA_LOCATION,
                        "write.object-storage.path",
                        "write.folder-storage.path")
                .map(table.properties()::get)
                .filter(each -> each != null && !each.isEmpty() && !isBelowTable(each))
                .distinct()
                .toList();
    }

    /** Metadata in another folder than the table's own is that of a table below this one. */
    private void refuseAnotherTable(FileInfo file) {
        if (!TABLE_METADATA.matcher(file.location()).matches()) {
            return;
        }
        String own = ((HasTableOperations) table).operations().metadataFileLocation("x");
        if (!key(parent(file.location())).equals(key(parent(own)))) {
            throw new CareRefusal(
                    ("Another table lies below table %s (%s), so its files would "
                                    + "look like orphans: nothing was deleted, move that table.")
                            .formatted(table.name(), file.location()));
        }
    }

    private void refuseMetadataOfAnotherTable(FileInfo file) {
        if (!TABLE_METADATA.matcher(file.location()).matches()) {
            return;
        }
        String uuid;
        try {
            uuid = TableMetadataParser.read(table.io(), file.location()).uuid();
        } catch (NotFoundException e) {
            return; // a commit deleted it since it was listed
        }
        if (!table.uuid().toString().equals(uuid)) {
            throw new CareRefusal(
                    ("Another table has files in the folder of table %s (%s), "
                                    + "which would look like orphans: nothing was deleted, move "
                                    + "one of them.")
                            .formatted(table.name(), file.location()));
        }
    }

    private static String folder(String location) {
        return location.endsWith("/") ? location : location + "/";
    }

    private static String parent(String location) {
        return location.substring(0, location.lastIndexOf('/'));
    }

    /**
     * The same for each way to write the address of a file. Schemes of S3 mean one store, and some
     * clients leave out empty parts.
     */
    static String key(String location) {
        Matcher address = ADDRESS.matcher(location);
        if (!address.matches()) {
            return location;
        }
        String scheme = address.group(1) == null ? "file" : address.group(1);
        String host = address.group(2) == null ? "" : address.group(2);
        return (scheme.startsWith("s3") ? "s3" : scheme) + "://" + host + path(location);
    }

    private static String path(String location) {
        Matcher address = ADDRESS.matcher(location);
        return (address.matches() ? address.group(3) : location).replaceAll("/{2,}", "/");
    }

    /** What snapshots need, and what writers will still commit. */
    private final class Needed {

        private final Set<String> keys = new HashSet<>();
        private final Map<String, String> byPath = new HashMap<>();
        private final List<Pending> pending = new ArrayList<>();

        Needed(List<StagedManifest> staged) {
            ReachableFileUtil.metadataFileLocations(table, false).forEach(this::add);
            ReachableFileUtil.manifestListLocations(table).forEach(this::add);
            ReachableFileUtil.statisticsFilesLocations(table).forEach(this::add);
            add(ReachableFileUtil.versionHintLocation(table));
            Set<String> read = new HashSet<>();
            for (Snapshot snapshot : table.snapshots()) {
                for (ManifestFile manifest : snapshot.allManifests(table.io())) {
                    if (read.add(manifest.path())) {
                        add(manifest.path());
                        addFilesOf(manifest);
                    }
                }
            }
            WriterPositions positions = WriterPositions.of(table);
            for (StagedManifest each : staged) {
                if (each.isPending(positions) && !rules.forgotten().contains(each.writer())) {
                    add(each.file().location());
                    List<String> files = each.files(table);
                    files.forEach(this::add);
                    pending.add(new Pending(each.writer(), each.checkpoint(), files.size()));
                }
            }
        }

        /**
         * Earlier states of the table, as far back as each names those before it. Iceberg's own
         * search asks the store for each, and most were deleted: the listing says which are there.
         */
        private void addEarlierMetadata(List<FileInfo> listed) {
            Set<String> existing = new HashSet<>();
            for (FileInfo file : listed) {
                if (TABLE_METADATA.matcher(file.location()).matches()) {
                    existing.add(key(file.location()));
                }
            }
            TableMetadata state = ((HasTableOperations) table).operations().current();
            while (state != null) {
                String oldest = null;
                for (TableMetadata.MetadataLogEntry each : state.previousFiles()) {
                    add(each.file());
                    if (existing.remove(key(each.file())) && oldest == null) {
                        oldest = each.file();
                    }
                }
                state = oldest == null ? null : TableMetadataParser.read(table.io(), oldest);
            }
        }

        private void addFilesOf(ManifestFile manifest) {
            try (CloseableIterable<? extends ContentFile<?>> files =
                    manifest.content() == ManifestContent.DATA
                            ? ManifestFiles.read(manifest, table.io(), table.specs())
                            : ManifestFiles.readDeleteManifest(
                                    manifest, table.io(), table.specs())) {
                files.forEach(file -> add(file.location()));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private void add(String location) {
            keys.add(key(location));
            byPath.put(path(location), location);
        }

        boolean has(String location) {
            if (keys.contains(key(location))) {
                return true;
            }
            String other = byPath.get(path(location));
            if (other != null) {
                throw new CareRefusal(
                        ("File %s is also known as %s, so it is unclear what belongs "
                                        + "to table %s: nothing was deleted, open the catalog with the "
                                        + "scheme and host that the table's files have.")
                                .formatted(location, other, table.name()));
            }
            return false;
        }
    }
}
