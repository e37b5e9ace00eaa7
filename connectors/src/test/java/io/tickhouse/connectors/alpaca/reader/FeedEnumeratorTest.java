package io.tickhouse.connectors.alpaca.reader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.flink.connector.testutils.source.reader.TestingSplitEnumeratorContext;
import org.junit.jupiter.api.Test;

class FeedEnumeratorTest {

    private final TestingSplitEnumeratorContext<FeedSplit> context =
            new TestingSplitEnumeratorContext<>(3);
    private final FeedEnumerator enumerator =
            new FeedEnumerator(context, new FeedEnumerator.State(FeedSplit.Live.unread()));

    @Test
    void oneReaderGetsTheFeedAndTheOthersStayIdle() {
        register(1);
        register(0);
        register(2);
        assertThat(assigned()).isEqualTo(Map.of(1, 1));
        assertThat(enumerator.snapshotState(1).waiting()).isNull();
    }

    @Test
    void feedThatComesBackGoesToTheNextReader() {
        register(1);
        FeedSplit.Live split = new FeedSplit.Live(new byte[] {1});
        context.registeredReaders().remove(1);
        context.getSplitAssignments().clear();
        enumerator.addSplitsBack(List.of(split), 1);
        assertThat(enumerator.snapshotState(2).waiting()).isSameAs(split);
        register(2);
        assertThat(context.getSplitAssignments().get(2).getAssignedSplits()).containsExactly(split);
    }

    @Test
    void restoredWithTheFeedInAReadersStateItGivesOutNothing() {
        FeedEnumerator restored = new FeedEnumerator(context, new FeedEnumerator.State(null));
        context.registerReader(0, "host");
        restored.addReader(0);
        assertThat(context.getSplitAssignments()).isEmpty();
    }

    @Test
    void stateComesBack() throws IOException {
        FeedEnumerator.Serializer serializer = new FeedEnumerator.Serializer();
        FeedSplit.Live split = new FeedSplit.Live(new byte[] {1, 2, 3});
        byte[] bytes = serializer.serialize(new FeedEnumerator.State(split));
        assertThat(serializer.deserialize(1, bytes).waiting().state()).containsExactly(1, 2, 3);
        bytes = serializer.serialize(new FeedEnumerator.State(null));
        assertThat(serializer.deserialize(1, bytes).waiting()).isNull();
        assertThatThrownBy(() -> serializer.deserialize(2, new byte[0]))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("version 2");
    }

    private void register(int subtask) {
        context.registerReader(subtask, "host");
        enumerator.addReader(subtask);
    }

    private Map<Integer, Integer> assigned() {
        return context.getSplitAssignments().entrySet().stream()
                .collect(
                        Collectors.toMap(
                                Map.Entry::getKey, e -> e.getValue().getAssignedSplits().size()));
    }
}
