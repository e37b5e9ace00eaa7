package io.tickhouse.tools.bench;

import io.tickhouse.kafka.topics.TopicNames;
import io.tickhouse.model.Kind;
import io.tickhouse.tools.UserError;
import io.tickhouse.tools.stack.Progress;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotSummary;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;

/** Counts, measures and removes the outputs of a round. */
final class Outputs implements AutoCloseable {

    private static final String BARS = "_bars";
    private static final String WINDOWS = "_windows";

    /** The longest horizon of the contenders, in minutes. */
    private static final int LONGEST = 60;

    private final BenchStack stack;
    private final Broker broker;
    private final Progress progress;
    private final Catalog catalog;

    Outputs(BenchStack stack, Broker broker, Progress progress) {
        this.stack = stack;
        this.broker = broker;
        this.progress = progress;
        this.catalog = stack.catalog().open("local");
    }

    /**
     * Checks by number that committed readers see each trade. A contender that did not write all of
     * them has no figures.
     *
     * @throws UserError if they do not
     */
    void check(Contender contender, Round round, long trades) throws InterruptedException {
        if (contender.leg().kafka()) {
            long rows = broker.read(round.outputs()).records();
            // With at-least-once delivery, too: without a failure it repeats nothing.
            requireAll(contender, "its topic", rows, trades);
        }
        if (contender.leg().iceberg()) {
            requireAll(contender, "its table", tableRows(round), trades);
        }
    }

    /**
     * Checks that committed readers see a bar of each minute in which a symbol has trades, and
     * windows at the end of each minute that has a trade within the longest horizon.
     *
     * @param minutes of the backlog
     * @return the rows that they see
     * @throws UserError if they see others
     */
    long checkWindows(Contender contender, Round round, SymbolMinutes minutes)
            throws InterruptedException {
        return checkRows(contender, round.outputs() + BARS, minutes)
                + checkRows(contender, round.outputs() + WINDOWS, minutes.endsOfWindows(LONGEST));
    }

    private long checkRows(Contender contender, String topic, SymbolMinutes wanted)
            throws InterruptedException {
        SymbolMinutes found = SymbolMinutes.from(wanted.firstMs());
        long rows = broker.read(topic, row -> addKey(row.key(), found)).records();
        if (!found.equals(wanted)) {
            throw UserError.failed(
                    "%s was through with the backlog, but %s has rows of %d symbols and minutes, and"
                                    .formatted(contender.name(), topic, found.count())
                            + " not of the %d of the backlog.".formatted(wanted.count()));
        }
        return rows;
    }

    /** The key begins with the symbol and ends in the time, such as AAPL|60|1772461800000. */
    private static void addKey(byte[] key, SymbolMinutes minutes) {
        String text = new String(key, StandardCharsets.UTF_8);
        minutes.add(
                text.substring(0, text.indexOf('|')),
                Long.parseLong(text.substring(text.lastIndexOf('|') + 1)));
    }

    private static void requireAll(Contender contender, String where, long rows, long trades) {
        if (rows != trades) {
            throw UserError.failed(
                    "%s was through with the backlog, but %s holds %d rows of %d trades."
                            .formatted(contender.name(), where, rows, trades));
        }
    }

    /** Rows in the table's newest snapshot; 0 if there is none. */
    long tableRows(Round round) {
        TableIdentifier table = table(round, Kind.TRADE);
        if (!catalog.tableExists(table)) {
            return 0;
        }
        Snapshot snapshot = catalog.loadTable(table).currentSnapshot();
        return snapshot == null
                ? 0
                : Long.parseLong(
                        snapshot.summary().getOrDefault(SnapshotSummary.TOTAL_RECORDS_PROP, "0"));
    }

    private static TableIdentifier table(Round round, Kind kind) {
        return TableIdentifier.of(
                Namespace.of(BenchStack.NAMESPACE), round.outputs() + kind.suffix());
    }

    /**
     * Bytes of the topic of trades, or of those of bars and windows, in the broker's folder,
     * without indexes.
     */
    long topicBytes(Round round) {
        Path data = stack.home().resolve("kafka/data");
        String topic = round.outputs() + "(%s|%s)?-\\d+".formatted(BARS, WINDOWS);
        return bytes(
                data,
                file ->
                        file.toString().endsWith(".log")
                                && file.getParent().getFileName().toString().matches(topic));
    }

    /** Bytes of the trades' table in the store's folder: data and metadata. */
    long tableBytes(Round round) {
        String part = "/" + round.outputs() + "/";
        return bytes(stack.home().resolve("s3/data"), file -> file.toString().contains(part));
    }

    private static long bytes(Path folder, Predicate<Path> which) {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(which).filter(Files::isRegularFile).mapToLong(Outputs::size).sum();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static long size(Path file) {
        try {
            return Files.size(file);
        } catch (NoSuchFileException removedMeanwhile) {
            return 0;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * What the names of a round's topics begin with. An older build names its dead letters after
     * the raw topic, and a job refuses to start where the job of another round wrote.
     */
    static List<String> topics(Round round) {
        return List.of(round.outputs(), TopicNames.deadLetters(round.rawTopic()));
    }

    /** Removes the topics and tables of a round. If that fails, says so and continues. */
    void remove(Round round) {
        try {
            for (String topic : topics(round)) {
                broker.remove(topic);
            }
            for (Kind kind : Kind.values()) {
                TableIdentifier table = table(round, kind);
                if (catalog.tableExists(table)) {
                    catalog.dropTable(table, true);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            progress.line("interrupted before the outputs of " + round.outputs() + " were removed");
        } catch (RuntimeException e) {
            // Remaining outputs take space but do not change the figures.
            progress.line("could not remove the outputs of " + round.outputs() + ": " + e);
        }
    }

    @Override
    public void close() throws IOException {
        if (catalog instanceof Closeable closeable) {
            closeable.close();
        }
    }
}
