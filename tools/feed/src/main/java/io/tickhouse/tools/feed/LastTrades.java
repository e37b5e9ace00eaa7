package io.tickhouse.tools.feed;

/** The last trade of each symbol that still stands: what a correction may refer to. */
final class LastTrades {

    private final long[] id;
    private final long[] price;
    private final long[] size;
    private final char[] exchange;
    private final int[] conditions;

    LastTrades(int symbols) {
        id = new long[symbols];
        price = new long[symbols];
        size = new long[symbols];
        exchange = new char[symbols];
        conditions = new int[symbols];
    }

    /**
     * Notes a trade.
     *
     * @param priceCents its price
     * @param list which of the lists of conditions it has
     */
    void put(int symbol, long tradeId, char code, long priceCents, long shares, int list) {
        id[symbol] = tradeId;
        exchange[symbol] = code;
        price[symbol] = priceCents;
        size[symbol] = shares;
        conditions[symbol] = list;
    }

    /** Forgets a trade that was taken back. */
    void remove(int symbol) {
        size[symbol] = 0;
    }

    boolean has(int symbol) {
        return size[symbol] > 0;
    }

    long id(int symbol) {
        return id[symbol];
    }

    /** In cents. */
    long price(int symbol) {
        return price[symbol];
    }

    long size(int symbol) {
        return size[symbol];
    }

    char exchange(int symbol) {
        return exchange[symbol];
    }

    int conditions(int symbol) {
        return conditions[symbol];
    }
}
