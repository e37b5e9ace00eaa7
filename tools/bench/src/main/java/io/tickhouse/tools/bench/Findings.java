package io.tickhouse.tools.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.tickhouse.tools.UserError;
import io.tickhouse.tools.stack.Progress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.UnaryOperator;
import org.apache.kafka.common.errors.InterruptException;

/**
 * Results of a run so far. They are on disk after each step, so that no later failure can lose
 * them. One thread uses this object; any thread may {@link #stop} the run.
 */
final class Findings {

    private final Path folder;
    private final Progress progress;
    private final long started = System.nanoTime();
    private Results results;
    private boolean written;
    private volatile boolean stopped;

    /**
     * @param folder created here, before anything is measured
     * @param results of a run that has not measured anything
     */
    Findings(Path folder, Results results, Progress progress) throws IOException {
        this.folder = Files.createDirectories(folder);
        this.results = results;
        this.progress = progress;
    }

    /** Adds to the results, and writes them. */
    void add(UnaryOperator<Results> more) throws IOException {
        results = more.apply(results).after((System.nanoTime() - started) / 1e9);
        new ObjectMapper()
                .writerWithDefaultPrettyPrinter()
                .writeValue(folder.resolve("bench.json").toFile(), results);
        Charts.write(results, folder);
        Files.writeString(folder.resolve("bench.md"), report());
        written = true;
    }

    /** A part of the run. */
    @FunctionalInterface
    interface Part {
        void run() throws IOException, InterruptedException;
    }

    /** Runs it. If it fails, the results say so, and the run continues with the other parts. */
    void attempt(String what, Part part) throws IOException, InterruptedException {
        try {
            part.run();
        } catch (Exception e) {
            String failure = what + " failed: " + failure(e);
            progress.line(failure);
            add(all -> all.withFailure(failure));
        }
    }

    /** Ends the run: later failures are not failures of a measurement. */
    void stop() {
        stopped = true;
    }

    /**
     * Why a measurement failed, in a sentence, if the run continues with the others.
     *
     * @throws InterruptedException if the run does not continue
     */
    String failure(Exception e) throws InterruptedException {
        if (stopped
                || e instanceof InterruptedException
                || e instanceof InterruptException
                || Thread.currentThread().isInterrupted()) {
            InterruptedException end = new InterruptedException("The run was stopped.");
            end.initCause(e);
            throw end;
        }
        return e instanceof UserError ? e.getMessage() : e.toString();
    }

    /** The report for people. */
    String report() {
        return MarkdownReport.of(results);
    }

    boolean areFailed() {
        return results.isFailed();
    }

    /** Where the results are, in a sentence, or that there are none. */
    String place() {
        return written ? "Results are in " + folder : "Nothing was measured.";
    }
}
