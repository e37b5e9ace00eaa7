package io.tickhouse.alpaca.emulator;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;

/**
 * How an {@link AlpacaEmulator} behaves; what is not set has the value that {@link #create} gives.
 *
 * <p>Not thread-safe; the emulator reads it once, at its start.
 */
public final class EmulatorOptions {

    /** Logs in on every feed. */
    public static final Account UNLIMITED = new Account("AKTEST", "s3cret", Plan.UNLIMITED);

    /** Logs in on the free feeds, with the limits of the free plan. */
    public static final Account FREE = new Account("AKFREE", "s3cret", Plan.FREE);

    int port;
    long seed = 1;
    List<String> symbols =
            List.of("AAPL", "AMZN", "BRK.B", "GOOGL", "IBM", "META", "MSFT", "NVDA", "SPY", "TSLA");
    List<String> cryptoSymbols = List.of("BTC/USD", "ETH/USD", "SHIB/USD");
    double tradesPerSecond = 50;
    double quotesPerSecond = 50;
    double speed = 1;
    Instant clockStart;
    Instant opensAt;
    boolean opensOnFirstSubscription;
    Duration dayLength;
    boolean marketSessions;
    int batch = 100;
    Duration zombieHold = Duration.ofSeconds(90);
    Duration authTimeout = Duration.ofSeconds(10);
    int connectionsPerEndpoint = 1;
    int bufferBytes = 64 << 20;
    int requestsPerMinute;
    boolean deflate = true;
    List<Account> accounts =
            List.of(
                    UNLIMITED,
                    FREE,
                    new Account("AKLEGACY", "s3cret", Plan.LEGACY),
                    new Account("AKSCOPE", "s3cret", Plan.NO_SCOPE));
    FaultPlan faults = FaultPlan.none();
    Consumer<String> journal = line -> {};

    private EmulatorOptions() {}

    /** A calm, endless day of ten stocks and three coins that began an hour ago, on a free port. */
    public static EmulatorOptions create() {
        return new EmulatorOptions();
    }

    /** Port on the loopback interface; 0 takes a free one. */
    public EmulatorOptions port(int value) {
        this.port = value;
        return this;
    }

    public EmulatorOptions seed(long value) {
        this.seed = value;
        return this;
    }

    /** Symbols of the stock feeds. */
    public EmulatorOptions symbols(List<String> value) {
        this.symbols = value.stream().sorted().distinct().toList();
        return this;
    }

    public EmulatorOptions cryptoSymbols(List<String> value) {
        this.cryptoSymbols = value.stream().sorted().distinct().toList();
        return this;
    }

    /** Trades per second of emulated time, over all symbols of a feed. */
    public EmulatorOptions tradesPerSecond(double value) {
        this.tradesPerSecond = value;
        return this;
    }

    /** Quotes per second of emulated time, over all symbols of a feed. */
    public EmulatorOptions quotesPerSecond(double value) {
        this.quotesPerSecond = value;
        return this;
    }

    /** Emulated seconds per second; with 1 the emulator's time is the wall clock. */
    public EmulatorOptions speed(double value) {
        this.speed = value;
        return this;
    }

    /** What the emulator's clock shows at its start; the wall clock if not set. */
    public EmulatorOptions clockStart(Instant value) {
        this.clockStart = value;
        return this;
    }

    /**
     * First moment of the day; may lie in the past, which is then in the history. An hour before
     * the clock's start if not set. A second emulator with the same seed and the same opening shows
     * the same day.
     */
    public EmulatorOptions opensAt(Instant value) {
        this.opensAt = value;
        return this;
    }

    /** The day begins with the first subscription, so that a subscriber can have seen all of it. */
    public EmulatorOptions opensOnFirstSubscription() {
        this.opensOnFirstSubscription = true;
        return this;
    }

    /** How long the day is, in emulated time; without end if not set. */
    public EmulatorOptions dayLength(Duration value) {
        this.dayLength = value;
        return this;
    }

    /** Stocks trade on weekdays from 09:30 to 16:00 New York only. */
    public EmulatorOptions marketSessions() {
        this.marketSessions = true;
        return this;
    }

    /** Most messages in one array. */
    public EmulatorOptions batch(int value) {
        this.batch = value;
        return this;
    }

    /** How long the slot of a session that died without a close frame stays taken. */
    public EmulatorOptions zombieHold(Duration value) {
        this.zombieHold = value;
        return this;
    }

    /** How long a client may take to log in before error 404. */
    public EmulatorOptions authTimeout(Duration value) {
        this.authTimeout = value;
        return this;
    }

    /** Sessions of one account on one endpoint at a time. */
    public EmulatorOptions connectionsPerEndpoint(int value) {
        this.connectionsPerEndpoint = value;
        return this;
    }

    /** Bytes kept for a slow client before error 407. */
    public EmulatorOptions bufferBytes(int value) {
        this.bufferBytes = value;
        return this;
    }

    /** Limit of history requests, instead of the plan's. */
    public EmulatorOptions requestsPerMinute(int value) {
        this.requestsPerMinute = value;
        return this;
    }

    /** Declines compression, whatever clients offer. */
    public EmulatorOptions withoutDeflate() {
        this.deflate = false;
        return this;
    }

    public EmulatorOptions accounts(List<Account> value) {
        this.accounts = List.copyOf(value);
        return this;
    }

    public EmulatorOptions faults(FaultPlan value) {
        this.faults = value;
        return this;
    }

    /** Takes a line about each connection, login and fault; never a secret. */
    public EmulatorOptions journal(Consumer<String> value) {
        this.journal = value;
        return this;
    }
}
