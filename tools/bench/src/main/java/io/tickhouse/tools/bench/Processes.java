package io.tickhouse.tools.bench;

import io.tickhouse.tools.UserError;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Ends processes that the bench started. */
final class Processes {

    private static final long KILL_SECONDS = 30;

    private Processes() {}

    /**
     * Sends SIGKILL and returns when the process is gone.
     *
     * @throws UserError if it does not end
     */
    static void kill(long pid) {
        ProcessHandle process = ProcessHandle.of(pid).orElse(null);
        if (process != null) {
            process.destroyForcibly();
            if (!goneWithin(Duration.ofSeconds(KILL_SECONDS), process)) {
                throw UserError.failed("Process " + pid + " does not end: end it by hand.");
            }
        }
    }

    /** Sends SIGTERM, and SIGKILL after the grace period; returns when the process is gone. */
    static void end(long pid, Duration grace) {
        ProcessHandle process = ProcessHandle.of(pid).orElse(null);
        if (process != null) {
            process.destroy();
            // A stopped run does not wait.
            if (Thread.currentThread().isInterrupted() || !goneWithin(grace, process)) {
                kill(pid);
            }
        }
    }

    private static boolean goneWithin(Duration limit, ProcessHandle process) {
        boolean interrupted = Thread.interrupted();
        try {
            process.onExit().get(limit.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException stillThere) {
            return false;
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            interrupted = true;
            return !process.isAlive();
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
