package io.tickhouse.tools.topics;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tickhouse.tools.UserError;
import java.util.List;
import org.junit.jupiter.api.Test;

class TopicsLagCommandTest {

    private static final List<String> KNOWN =
            List.of("console-consumer-1", "tickhouse-flatten-iex_data-flattened_stocks");

    @Test
    void aGroupThatIsNotThereIsRefusedWithThoseThatAre() {
        assertThatThrownBy(() -> TopicsLagCommand.requireKnown("flatten", KNOWN))
                .isInstanceOf(UserError.class)
                .hasMessage(
                        "There is no group flatten; known: console-consumer-1,"
                                + " tickhouse-flatten-iex_data-flattened_stocks.");
        assertThatThrownBy(() -> TopicsLagCommand.requireKnown("flatten", List.of()))
                .hasMessage("There is no group flatten; there are no groups at all.");
    }

    @Test
    void aGroupThatHasCommittedNothingIsNoMistake() {
        assertThatCode(() -> TopicsLagCommand.requireKnown(KNOWN.get(0), KNOWN))
                .doesNotThrowAnyException();
    }
}
