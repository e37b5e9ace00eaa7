package io.tickhouse.tools.alpaca;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class GapLedgerTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    @Test
    void gapsAreInTheOrderInWhichTheyWereOpened() {
        List<JsonNode> wanted =
                List.of(
                        gap("iex-20260302T150000.000Z-9", "2026-03-02T15:00:00Z"),
                        gap("iex-20260302T150000.000Z-10", "2026-03-02T15:00:00Z"),
                        // In text order it would come before the two above.
                        gap("iex-20260302T150000.000Z-11", "2026-03-02T15:00:00.5Z"),
                        gap("iex-20260302T160000.000Z-0", "2026-03-02T16:00:01Z"));

        Stream<JsonNode> asCompacted =
                Stream.of(wanted.get(3), wanted.get(1), wanted.get(2), wanted.get(0));

        assertThat(asCompacted.sorted(GapLedger.OPENING)).containsExactlyElementsOf(wanted);
    }

    private static JsonNode gap(String id, String opened) {
        return JSON.createObjectNode().put("id", id).put("opened", opened);
    }
}
