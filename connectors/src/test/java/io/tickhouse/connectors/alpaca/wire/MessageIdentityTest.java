package io.tickhouse.connectors.alpaca.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.tickhouse.model.JsonScanner.Unreadable;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MessageIdentityTest {

    private static final String QUOTE =
            "{\"T\":\"q\",\"S\":\"AAPL\",\"bx\":\"V\",\"bp\":190.1,\"bs\":100,\"ax\":\"Q\","
                    + "\"ap\":190,\"as\":200,\"c\":[\"R\"],\"z\":\"C\",\"t\":\"2026-03-02T15:00:00Z\"}";
    private static final String TRADE =
            "{\"T\":\"t\",\"S\":\"AAPL\",\"i\":17,\"x\":\"V\",\"p\":190.1,\"t\":\"2026-03-02T15:00:00Z\"}";

    private final FrameReader reader = new FrameReader();
    private final MessageIdentity identity = new MessageIdentity();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"T\":\"q\",\"S\":\"AAPL\",\"t\":\"2026-03-02T15:00:00Z\",\"ax\":\"Q\","
                        + "\"ap\":190.0,\"as\":200,\"bx\":\"V\",\"bp\":190.10,\"bs\":100,\"c\":\"R\"}",
                "{ \"T\" : \"q\" , \"S\" : \"AAPL\" , \"c\" : [ \"a,}\\\"\" , [1] ] , \"ax\" : \"Q\" ,"
                        + " \"ap\" : 190 , \"as\" : 200 , \"bx\" : \"V\" , \"bp\" : 190.1 ,"
                        + " \"bs\" : 100 , \"t\" : \"2026-03-02T15:00:00.000Z\" }"
            })
    void quoteOfTheHistoryIsThatOfTheStream(String same) throws Unreadable {
        assertThat(of(same)).isEqualTo(of(QUOTE));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"bp\":190.1|\"bp\":190.2",
                "\"bs\":100|\"bs\":10",
                "\"ap\":190|\"ap\":1900",
                "\"as\":200|\"as\":100",
                "\"bx\":\"V\"|\"bx\":\"Q\"",
                "00Z|00.000000001Z"
            })
    void anyFieldMakesAnotherQuote(String change) throws Unreadable {
        String[] parts = change.split("\\|", -1);
        String other = QUOTE.replace(parts[0], parts[1]);
        assertThat(other).isNotEqualTo(QUOTE);
        assertThat(of(other)).isNotEqualTo(of(QUOTE));
    }

    @Test
    void sidesAreNotMixedUp() throws Unreadable {
        String swapped =
                QUOTE.replace("\"bp\":190.1", "\"bp\":190").replace("\"ap\":190,", "\"ap\":190.1,");
        assertThat(of(swapped)).isNotEqualTo(of(QUOTE));
    }

    @Test
    void tradeIsExchangeIdAndTime() throws Unreadable {
        assertThat(of(TRADE.replace("190.1", "190.2"))).isEqualTo(of(TRADE));
        assertThat(of(TRADE.replace("\"i\":17", "\"i\":18"))).isNotEqualTo(of(TRADE));
        assertThat(of(TRADE.replace("\"x\":\"V\"", "\"x\":\"D\""))).isNotEqualTo(of(TRADE));
        assertThat(of(TRADE.replace("00Z", "00.5Z"))).isNotEqualTo(of(TRADE));
    }

    @Test
    void tradeWithoutIdIsAllItsBytes() throws Unreadable {
        String without = TRADE.replace("\"i\":17,", "");
        assertThat(of(without)).isEqualTo(of(without));
        assertThat(of(without.replace("190.1", "190.2"))).isNotEqualTo(of(without));
    }

    @Test
    void barIsItsMinute() throws Unreadable {
        String bar = "{\"T\":\"b\",\"S\":\"AAPL\",\"o\":1,\"t\":\"2026-03-02T15:00:00Z\"}";
        assertThat(of(bar.replace("\"o\":1", "\"o\":2"))).isEqualTo(of(bar));
        assertThat(of(bar.replace("15:00", "15:01"))).isNotEqualTo(of(bar));
    }

    @Test
    void hashHasNoPatternInNeighbours() {
        Hash128 hash = new Hash128();
        Set<Long> high = new HashSet<>();
        Set<Long> low = new HashSet<>();
        for (long id = 0; id < 100_000; id++) {
            hash.of(id, 1_772_000_000_000_000_000L + id % 7, 'V');
            high.add(hash.high);
            low.add(hash.low);
        }
        assertThat(high).hasSize(100_000);
        assertThat(low).hasSize(100_000);
    }

    @Test
    void hashSeesEveryByteAndTheLength() {
        Set<String> hashes = new HashSet<>();
        byte[] bytes = new byte[40];
        for (int length = 0; length <= bytes.length; length++) {
            hashes.add(hash(bytes, length));
        }
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = 1;
            hashes.add(hash(bytes, bytes.length));
            bytes[i] = 0;
        }
        assertThat(hashes).hasSize(81);
    }

    private static String hash(byte[] bytes, int length) {
        Hash128 hash = new Hash128();
        hash.of(bytes, 0, length);
        return hash.high + " " + hash.low;
    }

    private String of(String message) throws Unreadable {
        byte[] frame = ("[" + message + "]").getBytes(StandardCharsets.UTF_8);
        assertThat(reader.read(frame)).isOne();
        Hash128 hash = identity.of(reader, 0, reader.channel(0), frame);
        return hash.high + " " + hash.low;
    }
}
