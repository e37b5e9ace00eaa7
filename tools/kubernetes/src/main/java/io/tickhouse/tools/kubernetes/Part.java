package io.tickhouse.tools.kubernetes;

import io.tickhouse.tools.UserError;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;

/** A part of the pipeline that can be set up alone, and what its pods ask for on Minikube. */
enum Part {
    KAFKA(900, 1920),
    MINIO(600, 1280),
    PINOT(1100, 3584),
    JOBS(1750, 3328),
    /** Bars and windows, beside the flatten job. */
    ANALYTICS(1250, 3072),
    /** Needs an account of Alpaca. */
    INGEST(750, 2560),
    /** The Kafka Streams twin. */
    STREAMS(250, 512);

    /** What Kubernetes itself takes; an estimate. */
    private static final Capacity KUBERNETES = new Capacity(1000, 1024);

    private final long millicpus;
    private final long mebibytes;

    Part(long millicpus, long mebibytes) {
        this.millicpus = millicpus;
        this.mebibytes = mebibytes;
    }

    static Part of(String name) {
        for (Part part : values()) {
            if (part.toString().equals(name)) {
                return part;
            }
        }
        throw UserError.badUsage(
                "There is no part %s: name some of %s.".formatted(name, EnumSet.allOf(Part.class)));
    }

    static Set<Part> byDefault() {
        return EnumSet.of(KAFKA, MINIO, PINOT, JOBS);
    }

    /** What a cluster with these parts needs. */
    static Capacity sum(Set<Part> parts) {
        return parts.stream()
                .map(part -> new Capacity(part.millicpus, part.mebibytes))
                .reduce(KUBERNETES, Capacity::plus);
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
