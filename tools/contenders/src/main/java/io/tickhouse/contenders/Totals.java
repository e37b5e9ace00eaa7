package io.tickhouse.contenders;

/** What a run has read and what it made of it. Counts of the rows that left, not of the input. */
final class Totals {

    long arrays;
    long trades;
    long quotes;
    long bars;
    long deadLetters;

    /** One line of JSON, as the benchmark reads it. */
    String toJson(String mode, long wallMillis, long cpuMillis) {
        return ("{\"mode\":\"%s\",\"arrays\":%d,\"trades\":%d,\"quotes\":%d,\"bars\":%d,"
                        + "\"deadLetters\":%d,\"wallMillis\":%d,\"cpuMillis\":%d}")
                .formatted(mode, arrays, trades, quotes, bars, deadLetters, wallMillis, cpuMillis);
    }
}
