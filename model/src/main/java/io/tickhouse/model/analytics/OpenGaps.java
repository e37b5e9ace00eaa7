package io.tickhouse.model.analytics;

/** What the feed is known to have left out so far. */
@FunctionalInterface
public interface OpenGaps {

    /** None is known. */
    OpenGaps NONE = (symbol, fromMs, toMs) -> false;

    /** Whether trades of the symbol may be missing between two times in epoch milliseconds. */
    boolean overlap(String symbol, long fromMs, long toMs);
}
