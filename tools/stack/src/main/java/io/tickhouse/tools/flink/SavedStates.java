package io.tickhouse.tools.flink;

import io.tickhouse.tools.UserError;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Chooses the state from which a job is restored. Guarantee: it belongs to a job with the same
 * source, destination and table, and no newer complete state of such a job is known. If this cannot
 * be determined, the state is rejected with a message. It rests on {@link JobRecords}, on the
 * cluster's own list of checkpoints and on the times of the files.
 */
final class SavedStates {

    private static final int NAMED = 5;
    private static final String ANYWAY = "--force";

    private final Path home;
    private final JobRecords records;
    private final List<SavedState> newestFirst;
    private final Predicate<SavedState> otherName;

    /**
     * @param known states that the cluster remembers, in addition to the files of the home
     * @param otherName whether the cluster lists the owner of a state under another name than that
     *     of the job to restore
     */
    SavedStates(
            Path home, JobRecords records, List<SavedState> known, Predicate<SavedState> otherName)
            throws IOException {
        this.home = home;
        this.records = records;
        this.otherName = otherName;
        List<SavedState> all = files(home);
        for (SavedState state : known) {
            if (all.stream().noneMatch(file -> file.path().equals(state.path()))) {
                all.add(state);
            }
        }
        all.sort(Comparator.comparingLong(SavedState::time).reversed());
        this.newestFirst = List.copyOf(all);
    }

    private static List<SavedState> files(Path home) throws IOException {
        Path flink = home.resolve("flink");
        List<SavedState> states = new ArrayList<>();
        Files.walkFileTree(
                flink,
                Set.of(),
                4,
                new SimpleFileVisitor<>() {
                    @Override
                    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                        // A checkpoint that was cut short by a kill has no _metadata.
                        if (file.endsWith("_metadata")) {
                            states.add(
                                    new SavedState(
                                            file.getParent().toString(),
                                            attributes.lastModifiedTime().toMillis()));
                        }
                        return FileVisitResult.CONTINUE;
                    }

                    /** Running jobs remove their old checkpoints at any time. */
                    @Override
                    public FileVisitResult visitFileFailed(Path file, IOException e)
                            throws IOException {
                        return unlessGone(e);
                    }

                    @Override
                    public FileVisitResult postVisitDirectory(Path folder, IOException e)
                            throws IOException {
                        return unlessGone(e);
                    }
                });
        return states;
    }

    private static FileVisitResult unlessGone(IOException e) throws IOException {
        if (e == null || e instanceof NoSuchFileException) {
            return FileVisitResult.CONTINUE;
        }
        throw e;
    }

    private static long modified(Path file) {
        try {
            return Files.getLastModifiedTime(file).toMillis();
        } catch (IOException e) {
            return 0; // removed in the meantime, so not the newest
        }
    }

    /** Whether there is a state of a job with this plan. */
    boolean has(JobPlan plan) {
        return newestOf(plan).isPresent();
    }

    private Optional<SavedState> newestOf(JobPlan plan) {
        return newestFirst.stream()
                .filter(state -> state.plan(records).filter(plan::takesStateOf).isPresent())
                .findFirst();
    }

    /**
     * The newest state of a job with this plan.
     *
     * @throws UserError if there is none, or it is unclear whether it is the newest
     */
    SavedState latest(JobPlan plan) {
        SavedState newest =
                newestOf(plan)
                        .orElseThrow(
                                () ->
                                        UserError.failed(
                                                newestFirst.isEmpty()
                                                        ? "There is no savepoint or checkpoint in "
                                                                + home
                                                                + " to restore from: submit"
                                                                + " without --from."
                                                        : noneOf(plan)));
        if (!newest.exists()) {
            throw UserError.failed(
                    "The newest state of %s, %s, is gone, since that job came to its end; an older"
                                    .formatted(plan, newest.path())
                            + " one would write rows again: submit without --from, with"
                            + " --starting-offsets committed.");
        }
        newestFirst.stream()
                .takeWhile(state -> !state.equals(newest))
                .filter(state -> state.plan(records).isEmpty() && !otherName.test(state))
                .findFirst()
                .ifPresent(
                        unknown -> {
                            throw UserError.failed(
                                    ("%s is newer than %s, and its job was not submitted from here;"
                                                    + " it may be the same job. Name the one to"
                                                    + " restore with --from PATH.")
                                            .formatted(unknown.path(), newest.path()));
                        });
        return newest;
    }

    private String noneOf(JobPlan plan) {
        Map<String, SavedState> newest = new LinkedHashMap<>();
        newestFirst.forEach(state -> newest.putIfAbsent(owner(state), state));
        List<String> lines = new ArrayList<>();
        lines.add(
                ("No savepoint or checkpoint in %s is of %s: submit without --from, or correct the"
                                + " options of the job. The newest of others:")
                        .formatted(home, plan));
        newest.entrySet().stream()
                .limit(NAMED)
                .forEach(job -> lines.add("  " + job.getKey() + ": " + job.getValue().path()));
        int more = newest.size() - NAMED;
        if (more > 0) {
            lines.add("  and of " + more + " more");
        }
        return String.join(System.lineSeparator(), lines);
    }

    private String owner(SavedState state) {
        return state.plan(records)
                .map(JobPlan::toString)
                .orElse("jobs that were not submitted from here");
    }

    /**
     * A state that the user has named.
     *
     * @throws UserError if it is known to belong to another job, or to be older than another one
     */
    SavedState named(String path, JobPlan plan) {
        String plain = SavedState.normalized(path);
        SavedState named =
                newestFirst.stream()
                        .filter(state -> state.path().equals(plain))
                        .findFirst()
                        .orElseGet(() -> new SavedState(plain, timeOf(plain)));
        named.plan(records)
                .filter(owner -> !plan.takesStateOf(owner))
                .ifPresent(
                        owner -> {
                            throw UserError.failed(
                                    "%s is of %s, and this job is %s: %s."
                                            .formatted(path, owner, plan, notFrom(owner, plan)));
                        });
        newestOf(plan)
                .filter(newer -> newer.time() > named.time())
                .ifPresent(
                        newer -> {
                            throw UserError.failed(
                                    ("%s is older than %s of the same job: the rows between would"
                                                    + " be written twice. Take the newer one"
                                                    + " (--from latest), or restore the older one"
                                                    + " with %s.")
                                            .formatted(path, newer.path(), ANYWAY));
                        });
        return named;
    }

    /** Why this job should not be restored from a state of the owner, and what to do instead. */
    private static String notFrom(JobPlan owner, JobPlan plan) {
        return plan.writesMoreThan(owner)
                ? "its new topic or table would lack the earlier rows; correct the options, or"
                        + " restore it all the same with "
                        + ANYWAY
                : "its state would write rows twice and foreign ones, so the job refuses it too;"
                        + " correct the options, or submit without --from";
    }

    /**
     * Latest possible time if the state cannot be seen from here, so that it does not count as old.
     */
    private static long timeOf(String path) {
        Path metadata = Path.of(path, "_metadata");
        return Files.exists(metadata) ? modified(metadata) : Long.MAX_VALUE;
    }
}
