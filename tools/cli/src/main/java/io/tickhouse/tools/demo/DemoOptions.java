package io.tickhouse.tools.demo;

import io.tickhouse.tools.UserError;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** What a demo shows, as the command line says it. */
final class DemoOptions {

    @Option(
            names = "--trades",
            paramLabel = "N",
            defaultValue = "0",
            description = "Stop generating after N good trades; 0: at Ctrl-C.")
    long trades;

    /** Source of the raw topic. */
    enum Source {
        GENERATOR,
        ALPACA_EMULATOR,
        ALPACA;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    @Option(
            names = "--source",
            paramLabel = "SOURCE",
            defaultValue = "generator",
            converter = SourceConverter.class,
            description =
                    "generator, alpaca-emulator (the ingest job against a local Alpaca) or alpaca"
                            + " (needs keys) (default ${DEFAULT-VALUE}).")
    Source source;

    @Option(
            names = "--feed",
            paramLabel = "FEED",
            defaultValue = "test",
            description = "Feed of --source alpaca (default ${DEFAULT-VALUE}).")
    String feed;

    @Option(
            names = "--faults",
            paramLabel = "FILE",
            description = "Plan of faults of --source alpaca-emulator.")
    Path faults;

    @Option(
            names = "--rate",
            paramLabel = "N",
            defaultValue = "10000",
            description = "Messages a second (default ${DEFAULT-VALUE}).")
    int rate;

    @Option(
            names = "--corrupt",
            paramLabel = "FRACTION",
            defaultValue = "0",
            description = "Share of elements that are damaged, 0 to 0.5, such as 0.01.")
    double corrupt;

    @Option(
            names = "--processing-time",
            paramLabel = "DURATION",
            defaultValue = "2 seconds",
            description = "Checkpoint interval of the job (default ${DEFAULT-VALUE}).")
    String processingTime;

    @Option(
            names = "--delivery",
            paramLabel = "GUARANTEE",
            defaultValue = "exactly-once",
            description = "exactly-once or at-least-once (default ${DEFAULT-VALUE}).")
    String delivery;

    @Option(
            names = "--port-offset",
            paramLabel = "N",
            description = "Added to every port of the stack.")
    Integer portOffset;

    @Option(
            names = "--object-store",
            paramLabel = "STORE",
            description = "s3proxy (embedded) or minio (the program on the PATH).")
    String objectStore;

    @Option(
            names = "--with-streams",
            description =
                    "Run the Kafka Streams twin on the same raw topic too, and prove at the end"
                            + " that both engines wrote the same.")
    boolean withStreams;

    @Option(
            names = "--analytics",
            description =
                    "Run the analytics job too, show its bars of minutes, and prove at the end that"
                            + " they are what the trades give.")
    boolean analytics;

    @Option(
            names = "--exit",
            description =
                    "End after the audit and the other proofs; the exit code is theirs. The stack"
                            + " stays up.")
    boolean exit;

    /**
     * Refuses what cannot be shown, before anything is started.
     *
     * @param environment may hold the keys of Alpaca
     */
    void check(Map<String, String> environment) {
        require(trades >= 0, "--trades must be 0 or more.");
        require(rate >= 1, "--rate must be 1 or more.");
        require(corrupt >= 0 && corrupt <= 0.5, "--corrupt must be 0 to 0.5.");
        require(!exit || trades > 0, "--exit needs an end: add --trades 200000, say.");
        require(
                !withStreams || !delivery.equals("at-least-once"),
                "--with-streams compares row by row, and --delivery at-least-once may repeat"
                        + " rows: leave one of them out.");
        require(
                source == Source.ALPACA_EMULATOR || faults == null,
                "--faults needs --source alpaca-emulator.");
        require(source == Source.GENERATOR || corrupt == 0, "--corrupt is for --source generator.");
        require(
                source != Source.ALPACA
                        || (environment.containsKey("APCA_API_KEY_ID")
                                && environment.containsKey("APCA_API_SECRET_KEY")),
                "--source alpaca needs keys: set APCA_API_KEY_ID and APCA_API_SECRET_KEY as the"
                        + " Alpaca dashboard shows them, or use --source alpaca-emulator.");
    }

    private static void require(boolean met, String sentence) {
        if (!met) {
            throw UserError.badUsage(sentence);
        }
    }

    private static final class SourceConverter implements ITypeConverter<Source> {
        @Override
        public Source convert(String text) {
            for (Source source : Source.values()) {
                if (source.toString().equals(text)) {
                    return source;
                }
            }
            throw new TypeConversionException(
                    "'" + text + "' is not generator, alpaca-emulator or alpaca");
        }
    }
}
