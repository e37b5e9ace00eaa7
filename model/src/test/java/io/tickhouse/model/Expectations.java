package io.tickhouse.model;

import io.tickhouse.oracle.Bounds;
import io.tickhouse.oracle.Oracle;
import io.tickhouse.oracle.Verdict;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** What a record must become according to the {@link Oracle}, as {@link Result}s. */
final class Expectations {

    private final Oracle oracle;

    Expectations() {
        this.oracle = new Oracle();
    }

    Expectations(Limits limits) {
        this.oracle =
                new Oracle(
                        new Bounds(
                                limits.maxDepth(),
                                limits.maxNumberLength(),
                                limits.maxStringLength(),
                                limits.maxDocumentLength(),
                                limits.maxElementLength(),
                                limits.maxDeadElements(),
                                limits.maxDeadLetterLength(),
                                limits.maxDays(),
                                limits.minTime(),
                                limits.maxTime()));
    }

    List<Result> results(byte[] value, int partition, long offset) {
        List<Result> results = new ArrayList<>();
        oracle.judge(
                value,
                partition,
                offset,
                verdict ->
                        results.add(
                                result(verdict, partition + "-" + offset + "-" + verdict.index())));
        return results;
    }

    private static Result result(Verdict verdict, String source) {
        if (verdict.kind() == Verdict.Kind.DEAD_LETTER) {
            return Result.dead(reasons(verdict), source, verdict.elements(), verdict.bytes());
        }
        String kind = verdict.kind().name().toLowerCase(Locale.ROOT);
        return Result.row(kind, source, verdict.bytes());
    }

    private static Set<Reason> reasons(Verdict verdict) {
        Set<Reason> reasons = EnumSet.noneOf(Reason.class);
        verdict.reasons().forEach(name -> reasons.add(Reason.valueOf(name)));
        return reasons;
    }
}
