package io.tickhouse.pinot;

import com.fasterxml.jackson.databind.JsonNode;
import io.tickhouse.pinot.PinotException.Kind;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Set;
import java.util.function.Consumer;

/**
 * A pause of one table. Pinot stores what the table has in memory and begins no new segment until
 * the pause ends. It keeps the mark of the pause itself, so any later command can end it.
 */
final class Pause {

    private static final Duration NEWS = Duration.ofSeconds(10);

    private final ControllerApi api;
    private final String table;
    private final Duration limit;
    private final Consumer<String> progress;

    /**
     * A pause that has not begun.
     *
     * @param limit how long Pinot may take to store what is in memory
     * @param progress takes lines for people
     */
    Pause(ControllerApi api, String table, Duration limit, Consumer<String> progress) {
        this.api = api;
        this.table = table;
        this.limit = limit;
        this.progress = progress;
    }

    /** Whether the table is paused, by this program or another one, as far as Pinot answers. */
    boolean isOn() {
        return status().path("pauseFlag").asBoolean();
    }

    /**
     * Changes the table while it is paused. Whatever happens, the pause is over afterwards, unless
     * Pinot refuses that too.
     *
     * @param columns that the change adds, for people
     * @throws PinotException if Pinot does not store its rows in time, and the change was not made
     */
    void during(Set<String> columns, Runnable change) {
        progress.accept(
                columns.isEmpty()
                        ? table + " pauses to take its new schema"
                        : table + " pauses to take the columns it did not have: " + columns);
        try {
            api.send("POST", "/tables/" + table + "/pauseConsumption", "");
            awaitStored();
            change.run();
        } catch (PinotException e) {
            try {
                resume();
            } catch (PinotException still) {
                throw new PinotException(e.kind(), e.getMessage() + " " + still.getMessage(), e);
            }
            throw e;
        }
        resume();
    }

    /**
     * Ends the pause if there is one, and returns whether there was.
     *
     * @throws PinotException if the controller does not say
     */
    boolean end() {
        HttpResponse<String> response = api.exchange("GET", path(), null);
        if (response.statusCode() == 404
                || !ControllerApi.parse(ControllerApi.accepted("GET", path(), response))
                        .path("pauseFlag")
                        .asBoolean()) {
            return false;
        }
        resume();
        return true;
    }

    /** Does not ask first whether the table is paused, as an answer may be missing. */
    private void resume() {
        try {
            api.send("POST", "/tables/" + table + "/resumeConsumption", "");
        } catch (PinotException e) {
            throw new PinotException(
                    e.kind(),
                    "Table "
                            + table
                            + " is paused and reads nothing ("
                            + e.getMessage()
                            + "): ./tickhouse pinot apply resumes it.",
                    e);
        }
    }

    private void awaitStored() {
        long start = System.nanoTime();
        Duration nextNews = NEWS;
        while (true) {
            JsonNode status = status();
            int open = status.path("consumingSegments").size();
            // Without the mark, the controller did not answer, or somebody else resumed the table.
            if (status.path("pauseFlag").asBoolean() && open == 0) {
                return;
            }
            Duration waited = Duration.ofNanos(System.nanoTime() - start);
            if (waited.compareTo(limit) > 0) {
                throw new PinotException(
                        Kind.REFUSED,
                        ("Pinot has not stored the rows of table %s that are in its memory after"
                                        + " %d s, so the table goes on with its old schema: look for"
                                        + " the reason in the log of the Pinot servers and apply"
                                        + " again.")
                                .formatted(table, limit.toSeconds()));
            }
            if (waited.compareTo(nextNews) > 0) {
                progress.accept(
                        "%s waits for Pinot to store what it has in memory, for %d s now, segments: %d"
                                .formatted(table, waited.toSeconds(), open));
                nextNews = nextNews.plus(NEWS);
            }
            ControllerApi.waitBeforeNextLook();
        }
    }

    private JsonNode status() {
        return api.answer(path());
    }

    private String path() {
        return "/tables/" + table + "/pauseStatus";
    }
}
