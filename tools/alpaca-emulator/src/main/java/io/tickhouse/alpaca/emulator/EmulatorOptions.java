package io.tickhouse.alpaca.emulator;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;

/**
 * Options of an {@link AlpacaEmulator}; {@link #create} gives the defaults.
 *
 * <p>Not thread-safe; the emulator reads it once, at its start.
 */
public final class EmulatorOptions {

    /** May log in on every feed. */
    public static final Account UNLIMITED = new Account("AKTEST", "s3cret", Plan.UNLIMITED);

    /** May log in on the free feeds, with the limits of the free plan. */
    public static final Account FREE = new Account("AKFREE", "s3cret", Plan.FREE);

    int port;
    long seed = 1;
    List<String> symbols =
            List.of("AAPL", "AMZN", "BRK.B", "GOOGL", "IBM", "META", "MSFT", "NVDA", "SPY", "TSLA");
    List<String> cryptoSymbols = List.of("BTC/USD", "ETH/USD", "SHIB/USD");
    double tradesPerSecond = 50;
    double quotesPerSecond = 50;
    int latest = 9;
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

    /** Port on the loopback interface; 0 for a free one. */
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

    /**
     * How many seconds after its time a late trade may be published, 2 or more. Those of a feed
     * that is read over a gap must not be later than the gap's repair looks back.
     */
    public EmulatorOptions latest(int seconds) {
        this.latest = seconds;
        return this;
    }

    /** Emulated seconds per second; with 1 the emulator uses the wall clock. */
    public EmulatorOptions speed(double value) {
        this.speed = value;
        return this;
    }

    /** Time of the emulator's clock at its start; the wall clock if not set. */
    public EmulatorOptions clockStart(Instant value) {
        this.clockStart = value;
        return this;
    }

    /**
     * First moment of the day. It may be in the past; the time since then is in the history. If not
     * set, it is an hour before the clock's start. A second emulator with the same seed and opening
     * has the same day.
     */
    public EmulatorOptions opensAt(Instant value) {
        this.opensAt = value;
        return this;
    }

    /** The day begins with the first subscription, so that a subscriber can see all of it. */
    public EmulatorOptions opensOnFirstSubscription() {
        this.opensOnFirstSubscription = true;
        return this;
    }

    /** Length of the day in emulated time; endless if not set. */
    public EmulatorOptions dayLength(Duration value) {
        this.dayLength = value;
        return this;
    }

    /**
     * Stocks trade only on weekdays from 09:30 to 16:00 New York. The closing print follows within
     * seconds.
     */
    public EmulatorOptions marketSessions() {
        this.marketSessions = true;
        return this;
    }

    /** Maximum number of messages in one array. */
    public EmulatorOptions batch(int value) {
        this.batch = value;
        return this;
    }

    /** How long a session that died without a close frame keeps its slot. */
    public EmulatorOptions zombieHold(Duration value) {
        this.zombieHold = value;
        return this;
    }

    /** How long a client may take to log in before error 404. */
    public EmulatorOptions authTimeout(Duration value) {
        this.authTimeout = value;
        return this;
    }

    /** Maximum number of simultaneous sessions of one account on one endpoint. */
    public EmulatorOptions connectionsPerEndpoint(int value) {
        this.connectionsPerEndpoint = value;
        return this;
    }

    /** Bytes buffered for a slow client before error 407. */
    public EmulatorOptions bufferBytes(int value) {
        this.bufferBytes = value;
        return this;
    }

    /** Limit of history requests a minute, instead of the plan's. */
    public EmulatorOptions requestsPerMinute(int value) {
        this.requestsPerMinute = value;
        return this;
    }

    /** Declines compression, even if clients offer it. */
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

    /** Receives a line about each connection, login and fault; never a secret. */
    public EmulatorOptions journal(Consumer<String> value) {
        this.journal = value;
        return this;
    }
}
