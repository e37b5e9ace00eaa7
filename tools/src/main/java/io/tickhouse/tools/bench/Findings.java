package io.tickhouse.tools.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.tickhouse.tools.UserError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.UnaryOperator;
import org.apache.kafka.common.errors.InterruptException;

/**
 * What a run has found so far. It is on disk after each step, so that nothing that comes later can
 * lose it. One thread uses it; any may {@link #stop} the run.
 */
final class Findings {

    private final Path folder;
    private final long started = System.nanoTime();
    private Results results;
    private boolean written;
    private volatile boolean stopped;

    /**
     * @param folder which is made here, before anything is measured
     * @param results of a run that has not measured anything
     */
    Findings(Path folder, Results results) throws IOException {
        this.folder = Files.createDirectories(folder);
        this.results = results;
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

    /** Ends the run: from now on no failure is one of a measurement. */
    void stop() {
        stopped = true;
    }

    /**
     * Why a measurement failed, in a sentence, where the run goes on with the others.
     *
     * @throws InterruptedException if it does not
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

    /** For people. */
    String report() {
        return MarkdownReport.of(results);
    }

    boolean areFailed() {
        return results.isFailed();
    }

    /** Where they are, in a sentence; says so if there are none. */
    String place() {
        return written ? "Results are in " + folder : "Nothing was measured.";
    }
}
