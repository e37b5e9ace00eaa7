package io.tickhouse.contenders;

/** What a run has read and written. Rows are counted at the output, not at the input. */
final class Totals {

    long arrays;
    long trades;
    long quotes;
    long bars;
    long deadLetters;

    /** One line of JSON for the benchmark. */
    String toJson(String mode, long wallMillis, long cpuMillis) {
        return ("{\"mode\":\"%s\",\"arrays\":%d,\"trades\":%d,\"quotes\":%d,\"bars\":%d,"
                        + "\"deadLetters\":%d,\"wallMillis\":%d,\"cpuMillis\":%d}")
                .formatted(mode, arrays, trades, quotes, bars, deadLetters, wallMillis, cpuMillis);
    }
}
