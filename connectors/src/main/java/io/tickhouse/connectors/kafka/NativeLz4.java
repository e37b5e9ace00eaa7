package io.tickhouse.connectors.kafka;

import net.jpountz.lz4.LZ4Factory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Loads native LZ4 code for Kafka clients inside a job.
 *
 * <p>By default the library uses native code only if the JVM's own class loader has loaded it. In
 * the class loader of a Flink job it falls back to Java, which took 13 % of the job's CPU. Once
 * loaded, native code serves every client of the same class loader.
 */
final class NativeLz4 {

    private static final Logger LOG = LoggerFactory.getLogger(NativeLz4.class);

    private NativeLz4() {}

    /** Loads it. If there is no library for this machine, everything continues in Java. */
    static void load() {
        try {
            LZ4Factory.nativeInstance();
        } catch (LinkageError | RuntimeException e) {
            LOG.info("No native LZ4 on this machine, using the one in Java: {}", e.toString());
        }
    }
}
