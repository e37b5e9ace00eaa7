package io.tickhouse.connectors.alpaca.reader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tickhouse.connectors.alpaca.memory.FeedState;
import io.tickhouse.connectors.alpaca.memory.Gap;
import io.tickhouse.connectors.alpaca.memory.GapRecord;
import io.tickhouse.connectors.alpaca.memory.RepairCursor;
import io.tickhouse.connectors.alpaca.memory.RepairOptions;
import io.tickhouse.connectors.alpaca.wire.AlpacaFeed;
import io.tickhouse.connectors.alpaca.wire.Channel;
import io.tickhouse.connectors.alpaca.wire.EpochNanos;
import io.tickhouse.connectors.alpaca.wire.Hash128;
import io.tickhouse.connectors.alpaca.wire.Subscriptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Reads the states that each version wrote, kept as files. The newest must be what this program
 * writes, byte for byte. A file never changes once its version is released: a new version gets a
 * new file, which a failure of {@link #writesTheNewestAsItsFileHasIt} leaves in the build's folder.
 */
class StateFilesTest {

    private static final Path FILES = Path.of("src/test/resources/state");
    private static final AlpacaFeed FEED =
            AlpacaFeed.of("ws://localhost/v2/iex", "http://localhost");
    private static final Instant T = Instant.parse("2026-03-02T15:00:00Z");
    private static final Subscriptions WANTED =
            Subscriptions.of(List.of(Channel.TRADES, Channel.STATUSES), List.of("AAPL", "é"));
    private static final RepairOptions OPTIONS =
            new RepairOptions(
                    Duration.ofSeconds(60),
                    Duration.ofSeconds(5),
                    Duration.ofSeconds(35),
                    1000,
                    1,
                    100,
                    null);

    /**
     * Has one of everything: two symbols, a gap on its second reading without one of them, an
     * outage.
     */
    private static FeedState sample() {
        FeedState state = FeedState.empty(FEED, OPTIONS, "20260302T150000.000Z");
        state.gaps().subscribed(WANTED, T);
        assertThat(live(state, "AAPL", 1, T.plusSeconds(1))).isTrue();
        assertThat(live(state, "AAPL", 2, T.plusSeconds(2))).isTrue();
        assertThat(live(state, "é", 3, T.plusNanos(7))).isTrue();
        state.gaps().lost("stalled", "no trades", T.plusSeconds(10));
        state.gaps().subscribed(WANTED, T.plusSeconds(20));
        Gap gap = state.gaps().gap(0);
        assertThat(recovered(state, gap, 4, T.plusSeconds(3))).isTrue();
        gap.advance(new RepairCursor(1, 1, "page-2"), 1);
        state.gaps().giveUp(gap, "é", "unknown", T.plusSeconds(25));
        state.gaps().lost("close_abnormal", "gone", T.plusSeconds(30));
        return state;
    }

    @ParameterizedTest
    @ValueSource(ints = {1})
    void readsTheStateOfEachVersion(int version) throws IOException {
        FeedSplit.Live split =
                (FeedSplit.Live)
                        new FeedSplitSerializer()
                                .deserialize(version, file("split-" + version + ".bin"));
        FeedState state = read(split);

        assertThat(state.seen().symbols()).isEqualTo(4);
        assertThat(state.seen().identities()).isEqualTo(4);
        assertThat(state.gaps().count()).isEqualTo(2);
        Gap gap = state.gaps().gap(0);
        assertThat(gap.cursor()).isEqualTo(new RepairCursor(1, 1, "page-2"));
        GapRecord opened = gap.record("iex", GapRecord.State.OPEN, null, null);
        assertThat(opened.id()).isEqualTo("iex-20260302T150000.000Z-0");
        assertThat(gap.isRefused("é")).isTrue();
        assertThat(opened.symbols()).containsExactly("AAPL");
        assertThat(opened.cause()).isEqualTo("stalled");
        assertThat(opened.rows()).isOne();
        assertThat(opened.opened()).isEqualTo(T.plusSeconds(20));
        assertThat(opened.from()).isEqualTo(T);
        assertThat(opened.to()).isEqualTo(T.plusSeconds(25));

        assertThat(live(state, "AAPL", 2, T.plusSeconds(2))).as("a double").isFalse();
        assertThat(recovered(state, gap, 4, T.plusSeconds(3))).as("a double").isFalse();
        assertThat(recovered(state, gap, 5, T.plusSeconds(4))).isTrue();
        List<GapRecord> next = state.gaps().subscribed(WANTED, T.plusSeconds(40));
        assertThat(next).extracting(GapRecord::cause).containsOnly("close_abnormal");
        assertThat(next.get(0).id()).isEqualTo("iex-20260302T150000.000Z-2");
    }

    @ParameterizedTest
    @CsvSource({"1,1"})
    void readsTheStateOfEachEnumerator(int version, int split) throws IOException {
        byte[] bytes = file("enumerator-" + version + "-split-" + split + ".bin");
        FeedEnumerator.Serializer serializer = new FeedEnumerator.Serializer();
        FeedSplit.Live waiting = serializer.deserialize(version, bytes).waiting();
        assertThat(read(waiting).seen().identities()).isEqualTo(4);

        // It may outlive the program that wrote it, and be written again unread.
        byte[] again = serializer.serialize(new FeedEnumerator.State(waiting));
        waiting = serializer.deserialize(serializer.getVersion(), again).waiting();
        assertThat(read(waiting).seen().identities()).isEqualTo(4);
    }

    @Test
    void writesTheNewestAsItsFileHasIt() throws IOException {
        DataOutputSerializer out = new DataOutputSerializer(64);
        sample().write(out);
        FeedSplit.Live live = new FeedSplit.Live(out.getCopyOfBuffer());
        FeedSplitSerializer splits = new FeedSplitSerializer();
        FeedEnumerator.Serializer enumerators = new FeedEnumerator.Serializer();
        same("split-" + splits.getVersion() + ".bin", splits.serialize(live));
        same(
                "enumerator-%d-split-%d.bin"
                        .formatted(enumerators.getVersion(), splits.getVersion()),
                enumerators.serialize(new FeedEnumerator.State(live)));
        assertThat(enumerators.serialize(new FeedEnumerator.State(null))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, FeedState.VERSION + 1})
    void refusesTheStateOfAnotherVersion(int version) {
        assertThatThrownBy(() -> new FeedSplitSerializer().deserialize(version, new byte[] {0}))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("has version " + version)
                .hasMessageContaining("use the program that wrote it");
        byte[] waiting = {(byte) version, 0};
        assertThatThrownBy(() -> new FeedEnumerator.Serializer().deserialize(1, waiting))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("has version " + version);
    }

    private static FeedState read(FeedSplit.Live split) throws IOException {
        return FeedState.read(new DataInputDeserializer(split.state()), FEED, OPTIONS);
    }

    private static byte[] file(String name) throws IOException {
        return Files.readAllBytes(FILES.resolve(name));
    }

    private static void same(String name, byte[] written) throws IOException {
        Path left = Files.createDirectories(Path.of("target/state")).resolve(name);
        Files.write(left, written);
        assertThat(FILES.resolve(name)).hasSameBinaryContentAs(left);
    }

    private static boolean live(FeedState state, String symbol, long id, Instant time) {
        return state.seen().live(Channel.TRADES, symbol, EpochNanos.of(time), hash(id));
    }

    private static boolean recovered(FeedState state, Gap gap, long id, Instant time) {
        return state.gaps().recovered(gap, "AAPL", EpochNanos.of(time), hash(id));
    }

    private static Hash128 hash(long id) {
        Hash128 hash = new Hash128();
        hash.of(id, 0, 0);
        return hash;
    }
}
