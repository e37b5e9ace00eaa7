package io.tickhouse.connectors.alpaca.memory;

import io.tickhouse.connectors.Refusal;
import io.tickhouse.connectors.alpaca.wire.AlpacaFeed;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/**
 * The state of the source, and its format in a checkpoint.
 *
 * <p>Guarantee: each message of a channel with history is emitted once. It rests on these
 * conditions. This state is restored together with what was emitted (a checkpoint holds both). One
 * thread decides for live and recovered messages alike. A symbol's gap begins no later than the
 * overlap before its last message seen, with every identity since then still known. Messages are
 * late by no more than the overlap. The history has everything by the second reading. A channel
 * without history emits each live message once; the rest has gap records.
 *
 * @param seen what was seen of each symbol
 * @param gaps which gaps are open
 */
public record FeedState(AlpacaFeed feed, SeenMessages seen, GapBook gaps) {

    /** Version of the format that {@link #write} produces and {@link #read} reads. */
    public static final int VERSION = 1;

    /**
     * The state for a feed about which nothing is known yet.
     *
     * @param run unique id of this run, so that its gap ids never collide with those of an earlier
     *     run
     */
    public static FeedState empty(AlpacaFeed feed, RepairOptions options, String run) {
        SeenMessages seen = new SeenMessages(options);
        return new FeedState(feed, seen, GapBook.empty(feed, options, seen, run));
    }

    public void write(DataOutputView out) throws IOException {
        GapBook.Content content = gaps.content();
        out.writeUTF(feed.name());
        out.writeUTF(content.run());
        out.writeBoolean(content.subscribedBefore());
        out.writeLong(content.nextNumber());
        out.writeLong(seen.overlapNanos());
        out.writeBoolean(content.outage() != null);
        if (content.outage() != null) {
            content.outage().write(out);
        }
        out.writeInt(content.gaps().size());
        for (Gap gap : content.gaps()) {
            gap.write(out);
        }
        seen.write(out);
    }

    /**
     * Reads what {@link #write} wrote.
     *
     * @throws IOException if the state is broken
     * @throws Refusal if it was written for another feed
     */
    public static FeedState read(DataInputView in, AlpacaFeed feed, RepairOptions options)
            throws IOException {
        String name = in.readUTF();
        if (!name.equals(feed.name())) {
            throw new Refusal(
                    "The saved state belongs to the feed "
                            + name
                            + ", but the job reads "
                            + feed.name()
                            + ": use --feed "
                            + name
                            + ", or start without the state.");
        }
        String run = in.readUTF();
        boolean subscribedBefore = in.readBoolean();
        long nextNumber = in.readLong();
        long overlap = in.readLong();
        Outage outage = in.readBoolean() ? Outage.read(in) : null;
        List<Gap> gaps = new ArrayList<>();
        for (int i = in.readInt(); i > 0; i--) {
            gaps.add(Gap.read(in, options));
        }
        SeenMessages seen = SeenMessages.read(in, options, overlap);
        GapBook.Content content =
                new GapBook.Content(run, subscribedBefore, nextNumber, outage, gaps);
        return new FeedState(feed, seen, new GapBook(feed, options, seen, content));
    }
}
