package io.tickhouse.connectors.alpaca.reader;

import io.tickhouse.connectors.Refusal;
import io.tickhouse.connectors.alpaca.live.FeedEvent;
import io.tickhouse.connectors.alpaca.memory.FeedState;
import io.tickhouse.connectors.alpaca.memory.Gap;
import io.tickhouse.connectors.alpaca.memory.GapRecord;
import io.tickhouse.connectors.alpaca.wire.Channel;
import io.tickhouse.connectors.alpaca.wire.EpochNanos;
import io.tickhouse.connectors.alpaca.wire.FeedClock;
import io.tickhouse.connectors.alpaca.wire.FrameReader;
import io.tickhouse.connectors.alpaca.wire.Hash128;
import io.tickhouse.connectors.alpaca.wire.MessageIdentity;
import io.tickhouse.model.JsonScanner.Unreadable;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import org.apache.flink.api.connector.source.SourceOutput;
import org.apache.flink.connector.base.source.reader.RecordEmitter;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one place where live and recovered messages meet: it drops what was emitted before, and opens
 * and closes gaps. It runs in the task thread, so an emitted message and the memory of it belong to
 * the same checkpoint.
 */
final class FeedEmitter implements RecordEmitter<Fetched, FeedRecord, FeedState> {

    private static final Logger LOG = LoggerFactory.getLogger(FeedEmitter.class);
    private static final long NANOS_PER_MILLI = 1_000_000L;

    /** A message further ahead than clocks can differ has a wrong time. */
    private static final long AHEAD = Duration.ofSeconds(10).toNanos();

    /** A message further ahead than this is not remembered: it would never be pruned. */
    private static final long ABSURD = Duration.ofDays(1).toNanos();

    /** How long a message may be on its way. */
    private static final Duration ON_ITS_WAY = Duration.ofSeconds(1);

    /**
     * Unreadable frames come in bursts. Those within this time form one gap, so that a server that
     * sends only garbage does not cause endless requests for its history.
     */
    static final Duration BLIND = Duration.ofSeconds(5);

    private final FrameReader reader = new FrameReader();
    private final MessageIdentity identity = new MessageIdentity();
    private final FeedMetrics metrics;
    private final FeedClock clock;
    private final int largest;

    private Instant lastReadable;

    /** Whether all that is wanted is subscribed, so that silence means that there is nothing. */
    private boolean subscribed;

    /** The minute of the last clock record. */
    private long toldMinute = Long.MIN_VALUE;

    // Those of the current call.
    private SourceOutput<FeedRecord> output;
    private FeedState state;

    // The frame that is being read.
    private int kept;
    private int dropped;
    private int[] spans = {};
    private String[] symbols = {};
    private long newest;

    /**
     * @param largest size limit in bytes for a message, or for a frame that cannot be read;
     *     anything larger is not emitted but gets a gap record
     */
    FeedEmitter(FeedMetrics metrics, FeedClock clock, int largest) {
        this.metrics = metrics;
        this.clock = clock;
        this.largest = largest;
    }

    /** Opens the gap of frames that could not be read, once {@link #BLIND} has passed. */
    void tick(SourceOutput<FeedRecord> output, FeedState state) {
        this.output = output;
        this.state = state;
        Instant since = state.gaps().blindSince();
        if (since != null) {
            Instant now = clock.instant();
            if (!now.isBefore(since.plus(BLIND))) {
                seeAgain(now);
            }
        }
    }

    private void seeAgain(Instant at) {
        for (GapRecord gap : state.gaps().seeAgain(at)) {
            ledger(gap);
        }
    }

    @Override
    public void emitRecord(Fetched item, SourceOutput<FeedRecord> output, FeedState state) {
        this.output = output;
        this.state = state;
        if (item instanceof Fetched.Live live) {
            live(live.event());
        } else if (item instanceof Fetched.Quiet quiet) {
            tellTime(quiet.at());
        } else if (item instanceof Fetched.OfGap answer) {
            Gap gap = state.gaps().gap(answer.gap());
            if (gap != null) {
                repair(gap, answer);
            }
        }
    }

    /**
     * Emits the time once a minute, while the feed is live.
     *
     * @param at local time; what the feed sent before it is emitted, or will be late
     */
    private void tellTime(Instant at) {
        Instant time = clock.of(at).minus(state.feed().delay()).minus(ON_ITS_WAY);
        long minute = Math.floorDiv(time.getEpochSecond(), 60);
        if (minute < toldMinute - 1) {
            toldMinute = minute - 1; // what was told was wrong, and the clock was put right
        }
        if (subscribed && minute > toldMinute) {
            toldMinute = minute;
            output.collect(FeedRecord.clock(state.feed().name(), time), time.toEpochMilli());
        }
    }

    private void repair(Gap gap, Fetched.OfGap answer) {
        if (answer instanceof Fetched.Page page) {
            page(gap, page);
        } else if (answer instanceof Fetched.Unrepairable unrepairable) {
            unrepairable(gap, unrepairable.reason());
        } else if (answer instanceof Fetched.Refused refused) {
            giveUp(gap, refused.symbol(), refused.reason());
        } else if (answer instanceof Fetched.Denied denied) {
            ledger(state.gaps().stillOpen(gap, denied.reason()));
        }
    }

    private void live(FeedEvent event) {
        if (event instanceof FeedEvent.Data data) {
            data(data);
            tellTime(data.received());
        } else if (event instanceof FeedEvent.Subscribed all) {
            for (GapRecord gap : state.gaps().subscribed(all.acknowledged(), clock.of(all.at()))) {
                ledger(gap);
            }
            subscribed = true;
        } else if (event instanceof FeedEvent.Lost lost) {
            subscribed = false;
            if (state.gaps().blindSince() != null) {
                seeAgain(clock.of(lost.at()));
            }
            state.gaps().lost(lost.cause().metricName(), lost.detail(), clock.of(lost.at()));
        } else if (event instanceof FeedEvent.Failed failed) {
            throw new Refusal(failed.message());
        } else if (event instanceof FeedEvent.Broken broken) {
            // Not a refusal, so Flink restarts the job.
            throw new IllegalStateException("The live feed failed unexpectedly", broken.cause());
        }
    }

    private void data(FeedEvent.Data data) {
        byte[] frame = data.frame();
        int count;
        try {
            count = begin(frame);
        } catch (Unreadable e) {
            unreadable(data, e);
            return;
        }
        lastReadable = data.received();
        long local = EpochNanos.of(data.received());
        long received = local + clock.offsetNanos();
        long delay = state.feed().delay().toNanos();
        long now = received - delay;
        for (int e = 0; e < count; e++) {
            Channel channel = reader.channel(e);
            String symbol = reader.symbol(e);
            long time = reader.timeNs(e);
            if (time > 0
                    && time <= now + ABSURD
                    && (channel == Channel.TRADES || channel == Channel.QUOTES)) {
                clock.saw(time + delay, local);
            }
            // A message without time or symbol passes as it is: the source does not judge it.
            if (channel == null || symbol == null || time <= 0 || time > now + ABSURD) {
                keep(e);
                continue;
            }
            Hash128 id = identity.of(reader, e, channel, frame);
            if (time > now + AHEAD) {
                if (state.seen().ahead(channel, symbol, time, now, id)) {
                    keep(e);
                } else {
                    dropped++;
                }
            } else if (state.seen().live(channel, symbol, time, id)) {
                newest = Math.max(newest, time);
                keep(e);
            } else {
                dropped++;
            }
        }
        metrics.live(count, dropped, newest, received / NANOS_PER_MILLI);
        end(frame);
    }

    /**
     * Emits the frame as a whole, to become a dead letter. The repair asks for its contents again.
     */
    private void unreadable(FeedEvent.Data data, Unreadable reason) {
        metrics.unreadable();
        byte[] frame = data.frame();
        boolean fits = frame.length <= largest;
        String detail =
                "a frame of %d bytes is not a JSON array of messages (%s)%s"
                        .formatted(
                                frame.length,
                                reason.getMessage(),
                                fits ? "" : ", and too large to be a dead letter");
        if (state.gaps().blindSince() == null) {
            LOG.warn(
                    "Unreadable frame; its messages count as lost until the history is read: {}",
                    detail);
        }
        Instant before = lastReadable == null ? data.received() : lastReadable;
        // Uses the time of processing, so that the frames of a backlog form one gap, too.
        state.gaps().blind(detail, clock.of(before), clock.instant());
        if (fits) {
            output.collect(FeedRecord.unreadable(frame));
        }
    }

    private void page(Gap gap, Fetched.Page page) {
        byte[] frame = page.frame();
        int count;
        try {
            count = begin(frame);
        } catch (Unreadable e) {
            throw new IllegalStateException("The history passed on a page that cannot be read", e);
        }
        for (int e = 0; e < count; e++) {
            String symbol = reader.symbol(e);
            long time = reader.timeNs(e);
            if (symbol != null
                    && time > 0
                    && state.gaps()
                            .recovered(
                                    gap,
                                    symbol,
                                    time,
                                    identity.of(reader, e, gap.channel(), frame))) {
                newest = Math.max(newest, time);
                keep(e);
            }
        }
        metrics.recovered(kept);
        gap.advance(page.cursor(), kept);
        end(frame);
        if (gap.cursor().isDone()) {
            proceed(gap);
        }
    }

    private void unrepairable(Gap gap, String reason) {
        if (gap.hasSymbolsBehind()) {
            // The symbols of this part of the gap cannot be repaired, but there are others.
            for (String symbol : gap.symbolsOfPart()) {
                giveUp(gap, symbol, reason);
            }
            proceed(gap);
        } else {
            close(gap, reason);
        }
    }

    /** Gives up a symbol only once, however many parts of the gap it is in. */
    private void giveUp(Gap gap, String symbol, String reason) {
        if (!gap.isRefused(symbol)) {
            ledger(state.gaps().giveUp(gap, symbol, reason, clock.instant()));
        }
    }

    private void proceed(Gap gap) {
        if (!state.gaps().proceed(gap)) {
            close(gap, null);
        }
    }

    private void close(Gap gap, String reason) {
        ledger(state.gaps().close(gap, clock.instant(), reason));
    }

    private void ledger(GapRecord gap) {
        LOG.info(
                "Gap {} of {} ({} symbols, {} to {}, {}) is {}: {} recovered; {}",
                gap.id(),
                gap.channel(),
                gap.symbols().size(),
                gap.from(),
                gap.to(),
                gap.cause(),
                gap.state(),
                gap.rows(),
                gap.detail());
        output.collect(FeedRecord.ledger(gap), clock.millis());
    }

    private int begin(byte[] frame) throws Unreadable {
        kept = 0;
        dropped = 0;
        newest = 0;
        int count = reader.read(frame);
        spans = new int[2 * count];
        symbols = new String[count];
        return count;
    }

    private void keep(int element) {
        int length = reader.end(element) - reader.start(element);
        if (length > largest) {
            tooLarge(element, length);
            return;
        }
        spans[2 * kept] = reader.start(element);
        spans[2 * kept + 1] = reader.end(element);
        symbols[kept] = reader.symbol(element);
        kept++;
    }

    private void tooLarge(int element, int length) {
        metrics.tooLarge();
        Channel channel = reader.channel(element);
        long time = reader.timeNs(element);
        Instant now = clock.instant();
        ledger(
                state.gaps()
                        .tooLarge(
                                channel == null ? "unknown" : channel.wireName(),
                                reader.symbol(element),
                                time <= 0 ? now : EpochNanos.toInstant(time),
                                "A message of "
                                        + length
                                        + " bytes does not fit into the raw topic, which accepts at"
                                        + " most "
                                        + largest
                                        + " bytes: raise its max.message.bytes and restart the job",
                                now));
    }

    private void end(byte[] frame) {
        if (kept == 0) {
            return;
        }
        if (kept < symbols.length) {
            spans = Arrays.copyOf(spans, 2 * kept);
            symbols = Arrays.copyOf(symbols, kept);
        }
        FeedRecord record = FeedRecord.messages(frame, spans, symbols);
        if (newest > 0) {
            output.collect(record, newest / NANOS_PER_MILLI);
        } else {
            output.collect(record);
        }
    }
}
