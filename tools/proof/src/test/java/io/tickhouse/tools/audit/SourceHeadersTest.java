package io.tickhouse.tools.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SourceHeadersTest {

    private final ConsumerRecord<byte[], byte[]> letter =
            new ConsumerRecord<>("dead", 0, 0, null, new byte[0]);

    @Test
    void aDeadLetterSaysWhereItCameFrom() {
        from("3", "12345678901", "-1");

        assertThat(SourceHeaders.coordinate(letter))
                .contains(new Coordinate(3, 12_345_678_901L, Coordinate.WHOLE_RECORD));
    }

    @ParameterizedTest
    @CsvSource({
        "x, 1, 2",
        "0, x, 2",
        "0, 1, x",
        "'', 1, 2",
        "0, 1, 2.0",
        "0, 99999999999999999999, 2",
        "4294967296, 1, 2",
        "0, ' 1', 2",
    })
    void whatCannotBeReadIsNoCoordinate(String partition, String offset, String index) {
        from(partition, offset, index);

        assertThat(SourceHeaders.coordinate(letter)).isEmpty();
    }

    @Test
    void aHeaderThatIsMissingOrNullIsNoCoordinate() {
        with("source.partition", "0").with("source.offset", "1");
        assertThat(SourceHeaders.coordinate(letter)).isEmpty();

        letter.headers().add("source.index", null);
        assertThat(SourceHeaders.coordinate(letter)).isEmpty();
    }

    @Test
    void ofAHeaderThatIsThereTwiceTheLastCounts() {
        from("0", "1", "2").with("source.index", "7");

        assertThat(SourceHeaders.coordinate(letter)).contains(new Coordinate(0, 1, 7));
    }

    @Test
    void anOlderDeadLetterIsOneElement() {
        assertThat(SourceHeaders.elements(letter)).isEqualTo(1);
        assertThat(SourceHeaders.elements(with("elements", "250").letter)).isEqualTo(250);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "many", "1.5", "9999999999"})
    void aCountThatCannotBeReadIsNoElement(String count) {
        assertThat(SourceHeaders.elements(with("elements", count).letter)).isZero();
    }

    private SourceHeadersTest from(String partition, String offset, String index) {
        return with("source.partition", partition)
                .with("source.offset", offset)
                .with("source.index", index);
    }

    private SourceHeadersTest with(String header, String value) {
        letter.headers().add(header, value.getBytes(StandardCharsets.UTF_8));
        return this;
    }
}
