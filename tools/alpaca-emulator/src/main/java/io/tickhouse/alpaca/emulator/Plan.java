package io.tickhouse.alpaca.emulator;

/** The rights of an account. */
public enum Plan {
    /** IEX only; 30 symbols over trades and quotes; 200 history requests a minute. */
    FREE(30, 200),
    /** Every feed, any number of symbols; 10,000 history requests a minute. */
    UNLIMITED(Integer.MAX_VALUE, 10_000),
    /** An account that was never moved to version 2: error 408. */
    LEGACY(0, 0),
    /** A token whose scope does not include market data: error 411. */
    NO_SCOPE(0, 0);

    private final int symbols;
    private final int requestsPerMinute;

    Plan(int symbols, int requestsPerMinute) {
        this.symbols = symbols;
        this.requestsPerMinute = requestsPerMinute;
    }

    int symbols() {
        return symbols;
    }

    int requestsPerMinute() {
        return requestsPerMinute;
    }
}
