package io.tickhouse.alpaca.emulator;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code tickhouse alpaca-emulator}. It can also start alone, for tests that need a process. */
@Command(
        name = "alpaca-emulator",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description =
                "Serves Alpaca's stream and history from a made-up day, on one local port, until"
                        + " Ctrl-C. Official clients work with it unchanged. It serves these REST"
                        + " calls: trades, quotes and bars of stocks and crypto, their latest, and"
                        + " snapshots.",
        footer = {
            "",
            "Examples:",
            "  ./tickhouse alpaca-emulator --rate 1000",
            "  ./tickhouse alpaca-emulator --session 2026-03-02 --speed 60",
            "  ./tickhouse alpaca-emulator --faults plan.yaml",
            "  ./tickhouse alpaca-emulator --storm 200 --seed 7 --zombie-hold 2"
        })
public final class AlpacaEmulatorCommand implements Callable<Integer> {

    private static final int LARGEST_PORT = 65_535;
    private static final int LARGEST_BUFFER = 2047; // MiB; the number of bytes is an int
    private static final int LATEST_TRADE = 60 * 60; // in seconds
    private static final int YEAR = 366 * 24 * 60 * 60; // in seconds

    /** Times are counted in nanoseconds, in a {@code long}. */
    private static final Instant EARLIEST = Instant.parse("1971-01-01T00:00:00Z");

    private static final Instant LATEST = Instant.parse("2200-01-01T00:00:00Z");

    @Spec private CommandSpec spec;

    @Option(
            names = "--port",
            defaultValue = "8765",
            description = "Port, loopback only; 0: a free one (default ${DEFAULT-VALUE}).")
    private int port;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "1",
            description = "Same seed, same day (default ${DEFAULT-VALUE}).")
    private long seed;

    @Option(
            names = "--symbols",
            split = ",",
            paramLabel = "SYMBOL",
            description = "Stocks, with commas between (default: ten well-known ones).")
    private List<String> symbols;

    @Option(
            names = "--rate",
            paramLabel = "N",
            defaultValue = "100",
            description = "Messages a second on each feed (default ${DEFAULT-VALUE}).")
    private double rate;

    @Option(
            names = "--quotes",
            paramLabel = "SHARE",
            defaultValue = "0.5",
            description = "Share of quotes among them (default ${DEFAULT-VALUE}).")
    private double quotes;

    @Option(
            names = "--latest",
            paramLabel = "SECONDS",
            defaultValue = "9",
            description =
                    "How long after its time a late trade may come, in the day's own time (default"
                            + " ${DEFAULT-VALUE}).")
    private int latest;

    @Option(
            names = "--batch",
            paramLabel = "N",
            defaultValue = "100",
            description = "Most messages in one array (default ${DEFAULT-VALUE}).")
    private int batch;

    @Option(
            names = "--session",
            paramLabel = "DATE",
            description =
                    "Trade only on weekdays from 09:30 to 16:00 New York, and begin a minute before"
                            + " the opening of this date (default: no sessions, begins now).")
    private String session;

    @Option(
            names = "--speed",
            paramLabel = "X",
            defaultValue = "1",
            description =
                    "Seconds of the day per second; 60 makes a minute of an hour (default"
                            + " ${DEFAULT-VALUE}, which is the wall clock).")
    private double speed;

    @Option(
            names = "--opens-at",
            paramLabel = "TIME",
            description = "First moment of the day (default: an hour before the start).")
    private String opensAt;

    @Option(
            names = "--day-length",
            paramLabel = "SECONDS",
            description = "Length of the day in its own time (default: no end).")
    private Double dayLength;

    @Option(
            names = "--faults",
            paramLabel = "FILE",
            description = "Plan of faults in YAML, such as [{after: 500, kind: reset}].")
    private Path faults;

    @Option(
            names = "--storm",
            paramLabel = "N",
            description = "N random faults from the seed, one in about 200 messages.")
    private Integer storm;

    @Option(
            names = "--zombie-hold",
            paramLabel = "SECONDS",
            defaultValue = "90",
            description =
                    "How long a session that died without a close frame keeps its slot (default"
                            + " ${DEFAULT-VALUE}).")
    private double zombieHold;

    @Option(
            names = "--requests-per-minute",
            paramLabel = "N",
            defaultValue = "0",
            description = "Limit of the history (default: the account's plan).")
    private int requestsPerMinute;

    @Option(
            names = "--buffer",
            paramLabel = "MIB",
            defaultValue = "64",
            description = "Kept for a slow client before error 407 (default ${DEFAULT-VALUE}).")
    private int buffer;

    @Option(names = "--no-deflate", description = "Decline the compression that clients offer.")
    private boolean noDeflate;

    @Option(names = "--quiet", description = "Print nothing about connections and faults.")
    private boolean quiet;

    public static void main(String[] args) {
        System.exit(new CommandLine(new AlpacaEmulatorCommand()).execute(args));
    }

    @Override
    public Integer call() throws InterruptedException {
        try (AlpacaEmulator emulator = start(options())) {
            print(emulator);
            Thread hook = new Thread(emulator::close, "alpaca-emulator-stop");
            Runtime.getRuntime().addShutdownHook(hook);
            new CountDownLatch(1).await(); // until the process is stopped
        }
        return 0;
    }

    private AlpacaEmulator start(EmulatorOptions options) {
        try {
            return AlpacaEmulator.start(options);
        } catch (IOException e) {
            throw new ParameterException(
                    spec.commandLine(),
                    "Cannot listen on port %d (%s): choose another --port."
                            .formatted(port, e.getCause().getMessage()),
                    e);
        }
    }

    private void print(AlpacaEmulator emulator) {
        PrintWriter out = spec.commandLine().getOut();
        Account account = EmulatorOptions.UNLIMITED;
        out.println("stream   " + emulator.webSocketUri(Feed.IEX));
        out.println("         feeds: iex, sip, delayed_sip, test (FAKEPACA), /v1beta3/crypto/us");
        out.println("history  " + emulator.restUri() + "/v2/stocks/trades?symbols=AAPL&limit=2");
        out.println(
                "keys     "
                        + account.key()
                        + " / "
                        + account.secret()
                        + " (all feeds), "
                        + EmulatorOptions.FREE.key()
                        + " / "
                        + EmulatorOptions.FREE.secret()
                        + " (free plan); they open nothing but this");
        out.println("try      " + curl(emulator, account));
        out.println("stop     Ctrl-C");
        out.flush();
    }

    private static String curl(AlpacaEmulator emulator, Account account) {
        return "curl -s -H 'APCA-API-KEY-ID: "
                + account.key()
                + "' -H 'APCA-API-SECRET-KEY: "
                + account.secret()
                + "' '"
                + emulator.restUri()
                + "/v2/stocks/trades?symbols=AAPL&limit=2&feed=iex'";
    }

    private EmulatorOptions options() {
        check(port >= 0 && port <= LARGEST_PORT, "--port must be from 0 to " + LARGEST_PORT);
        check(rate >= 0, "--rate must be 0 or more");
        check(quotes >= 0 && quotes <= 1, "--quotes must be from 0 to 1");
        check(
                latest >= 2 && latest <= LATEST_TRADE,
                "--latest must be from 2 to " + LATEST_TRADE + ", an hour");
        check(batch >= 1, "--batch must be 1 or more");
        check(speed > 0, "--speed must be more than 0");
        check(
                zombieHold >= 0 && zombieHold <= YEAR,
                "--zombie-hold must be from 0 to " + YEAR + ", a year");
        check(
                dayLength == null || (dayLength > 0 && dayLength <= YEAR),
                "--day-length must be more than 0 and at most " + YEAR + ", a year");
        check(storm == null || storm >= 0, "--storm must be 0 or more");
        check(requestsPerMinute >= 0, "--requests-per-minute must be 0 or more");
        check(
                buffer >= 1 && buffer <= LARGEST_BUFFER,
                "--buffer must be from 1 to " + LARGEST_BUFFER);
        check(faults == null || storm == null, "--faults and --storm exclude each other");
        EmulatorOptions options =
                EmulatorOptions.create()
                        .port(port)
                        .seed(seed)
                        .tradesPerSecond(rate * (1 - quotes))
                        .quotesPerSecond(rate * quotes)
                        .latest(latest)
                        .batch(batch)
                        .speed(speed)
                        .zombieHold(seconds(zombieHold))
                        .requestsPerMinute(requestsPerMinute)
                        .bufferBytes(buffer << 20)
                        .faults(plan());
        if (symbols != null) {
            options.symbols(symbols);
        }
        if (session != null) {
            Instant opening = opening(session);
            options.marketSessions().opensAt(opening).clockStart(opening.minusSeconds(60));
        }
        if (opensAt != null) {
            options.opensAt(instant(opensAt));
        }
        if (dayLength != null) {
            options.dayLength(seconds(dayLength));
        }
        if (noDeflate) {
            options.withoutDeflate();
        }
        if (!quiet) {
            PrintWriter err = spec.commandLine().getErr();
            options.journal(
                    line -> {
                        err.println(line);
                        err.flush();
                    });
        }
        return options;
    }

    private FaultPlan plan() {
        if (storm != null) {
            return FaultPlan.storm(seed, storm);
        }
        if (faults == null) {
            return FaultPlan.none();
        }
        try {
            return FaultPlan.read(faults);
        } catch (NoSuchFileException e) {
            throw new ParameterException(
                    spec.commandLine(), "There is no file " + faults + ": check the path.", e);
        } catch (JsonProcessingException e) {
            throw new ParameterException(
                    spec.commandLine(), faults + " is not valid YAML: correct it.", e);
        } catch (IOException e) {
            throw new ParameterException(
                    spec.commandLine(),
                    "Cannot read %s (%s).".formatted(faults, e.getClass().getSimpleName()),
                    e);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(
                    spec.commandLine(), faults + ": " + e.getMessage() + ".", e);
        }
    }

    private Instant opening(String date) {
        try {
            return checked(
                    "--session",
                    LocalDate.parse(date)
                            .atTime(LocalTime.of(9, 30))
                            .atZone(TradingHours.NEW_YORK)
                            .toInstant());
        } catch (DateTimeParseException e) {
            throw new ParameterException(
                    spec.commandLine(), "--session takes a date such as 2026-03-02.", e);
        }
    }

    private Instant instant(String time) {
        try {
            return checked("--opens-at", Instant.parse(time));
        } catch (DateTimeParseException e) {
            throw new ParameterException(
                    spec.commandLine(), "--opens-at takes a time such as 2026-03-02T14:30:00Z.", e);
        }
    }

    private Instant checked(String option, Instant time) {
        check(
                time.isAfter(EARLIEST) && time.isBefore(LATEST),
                option + " must be between 1971 and 2200");
        return time;
    }

    private static Duration seconds(double value) {
        return Duration.ofMillis(Math.round(value * 1000));
    }

    private void check(boolean holds, String otherwise) {
        if (!holds) {
            throw new ParameterException(spec.commandLine(), otherwise + ".");
        }
    }
}
