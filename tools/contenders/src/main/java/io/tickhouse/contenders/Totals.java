package io.tickhouse.contenders;

import io.tickhouse.model.Kind;

/** What a run has read and written. Rows are counted at the output, not at the input. */
final class Totals {

    long arrays;
    final long[] rows = new long[Kind.values().length];
    long deadLetters;

    /** One line of JSON for the benchmark. */
    String toJson(String mode, long wallMillis, long cpuMillis) {
        StringBuilder json = new StringBuilder();
        json.append("{\"mode\":\"%s\",\"arrays\":%d,".formatted(mode, arrays));
        for (Kind kind : Kind.values()) {
            json.append("\"%s\":%d,".formatted(kind.plural(), rows[kind.index()]));
        }
        return json.append(
                        "\"deadLetters\":%d,\"wallMillis\":%d,".formatted(deadLetters, wallMillis))
                .append("\"cpuMillis\":%d}".formatted(cpuMillis))
                .toString();
    }
}
