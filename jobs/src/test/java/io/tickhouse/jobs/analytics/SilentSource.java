package io.tickhouse.jobs.analytics;

import io.tickhouse.model.FlatJson;
import io.tickhouse.model.FlatReader;
import io.tickhouse.model.Kind;
import io.tickhouse.model.Message;
import io.tickhouse.model.analytics.Gap;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.connector.datagen.source.DataGeneratorSource;

/**
 * Sources that are silent after their messages, but do not end. Clock records follow all trades.
 */
final class SilentSource {

    // Static, because the operators of a MiniCluster are copies that share only the JVM.
    private static final Map<Kind, AtomicInteger> ALLOWED = new EnumMap<>(Kind.class);
    private static final Map<Kind, AtomicInteger> HANDED_ON = new EnumMap<>(Kind.class);
    private static CompletableFuture<Void> tradesRead;

    private SilentSource() {}

    static void begin() {
        for (Kind kind : Kind.values()) {
            ALLOWED.put(kind, new AtomicInteger());
            HANDED_ON.put(kind, new AtomicInteger());
        }
        tradesRead = new CompletableFuture<>();
    }

    @SuppressWarnings("unchecked")
    static <M extends Message> DataGeneratorSource<M> after(List<M> messages, Kind kind) {
        List<byte[]> rows = rows(messages);
        int count = rows.size();
        return new DataGeneratorSource<>(
                unused -> (M) next(rows, kind),
                Long.MAX_VALUE,
                unused -> () -> mayHandOn(kind, count),
                (TypeInformation<M>) TypeInformation.of(kind.messageClass()));
    }

    /** A source of gaps that has none, and does not end. */
    static DataGeneratorSource<Gap> withoutGaps() {
        return new DataGeneratorSource<>(
                unused -> null,
                Long.MAX_VALUE,
                unused -> () -> new CompletableFuture<>(),
                TypeInformation.of(Gap.class));
    }

    private static CompletionStage<Void> mayHandOn(Kind kind, int count) {
        if (ALLOWED.get(kind).getAndIncrement() >= count) {
            return new CompletableFuture<>();
        }
        return kind == Kind.CLOCK ? tradesRead : CompletableFuture.completedFuture(null);
    }

    private static Message next(List<byte[]> rows, Kind kind) throws FlatReader.NotARow {
        int index = HANDED_ON.get(kind).getAndIncrement();
        if (kind == Kind.TRADE && index == rows.size() - 1) {
            tradesRead.complete(null);
        }
        return new FlatReader(kind).read(rows.get(index));
    }

    /** As flattened JSON, because a message is not serializable by Java. */
    static List<byte[]> rows(List<? extends Message> messages) {
        List<byte[]> rows = new ArrayList<>();
        messages.forEach(message -> rows.add(new FlatJson().toBytes(message)));
        return rows;
    }
}
