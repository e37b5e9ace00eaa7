package io.tickhouse.connectors.alpaca.reader;

import java.util.List;
import java.util.function.Supplier;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.connector.base.source.reader.fetcher.SplitFetcher;
import org.apache.flink.connector.base.source.reader.fetcher.SplitFetcherManager;
import org.apache.flink.connector.base.source.reader.splitreader.SplitReader;

/**
 * Runs one fetcher thread for the live feed and, while a gap is open, one for the history. Neither
 * waits for the other.
 */
final class FeedFetchers extends SplitFetcherManager<Fetched, FeedSplit> {

    private static final int NONE = -1;

    private final Readers readers;
    private int liveFetcher = NONE;
    private int historyFetcher = NONE;

    /** Creates the kind of reader that is needed next. */
    private static final class Readers implements Supplier<SplitReader<Fetched, FeedSplit>> {

        private final Supplier<SplitReader<Fetched, FeedSplit>> live;
        private final Supplier<SplitReader<Fetched, FeedSplit>> history;
        private boolean wantsHistory;

        private Readers(
                Supplier<SplitReader<Fetched, FeedSplit>> live,
                Supplier<SplitReader<Fetched, FeedSplit>> history) {
            this.live = live;
            this.history = history;
        }

        @Override
        public SplitReader<Fetched, FeedSplit> get() {
            return wantsHistory ? history.get() : live.get();
        }
    }

    static FeedFetchers of(
            Supplier<SplitReader<Fetched, FeedSplit>> live,
            Supplier<SplitReader<Fetched, FeedSplit>> history,
            Configuration configuration) {
        return new FeedFetchers(new Readers(live, history), configuration);
    }

    private FeedFetchers(Readers readers, Configuration configuration) {
        super(readers, configuration);
        this.readers = readers;
    }

    @Override
    public void addSplits(List<FeedSplit> splits) {
        for (FeedSplit split : splits) {
            if (split instanceof FeedSplit.Live) {
                liveFetcher = add(split, liveFetcher, false);
            } else {
                historyFetcher = add(split, historyFetcher, true);
            }
        }
    }

    private int add(FeedSplit split, int fetcherId, boolean history) {
        SplitFetcher<Fetched, FeedSplit> fetcher = fetchers.get(fetcherId);
        if (fetcher != null) {
            fetcher.addSplits(List.of(split));
            return fetcherId;
        }
        readers.wantsHistory = history; // Flink asks for a reader at once, and cannot say which
        SplitFetcher<Fetched, FeedSplit> started = createSplitFetcher();
        started.addSplits(List.of(split));
        startFetcher(started);
        return started.fetcherId();
    }

    @Override
    public void removeSplits(List<FeedSplit> splits) {
        throw new UnsupportedOperationException("Splits of the feed end by themselves");
    }
}
