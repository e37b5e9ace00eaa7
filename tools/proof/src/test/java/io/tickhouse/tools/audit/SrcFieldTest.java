package io.tickhouse.tools.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SrcFieldTest {

    private final SrcField src = new SrcField();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"S\":\"A\",\"src\":\"3-1234567890123-45\"}",
                "{\"src\":\"3-1234567890123-45\"}",
                "{\"src\":\"3-1234567890123-45\",\"S\":\"A\"}",
                "{ \"S\" : \"A\" , \"src\" : \"3-1234567890123-45\" } ",
                "{\"c\":[{\"src\":\"9-9-9\"}],\"src\":\"3-1234567890123-45\"}",
            })
    void findsTheCoordinateWhereverItStands(String message) {
        assertThat(find(message)).contains(new Coordinate(3, 1234567890123L, 45));
    }

    @Test
    void readsThePlainFormFromTheEnd() {
        assertThat(find("{\"S\":\"A\",\"src\":\"0-0-0\"}")).contains(new Coordinate(0, 0, 0));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "}",
                "\"}",
                "0\"}",
                "1-2-3\"}",
                "\"src\":\"1-2-3\"}",
                "{\"S\":\"A\"}",
                "{\"S\":\"\\\"src\\\":\\\"1-2-3\"}",
                "{\"xsrc\":\"1-2-3\"}",
                "{\"src\":\"1-2\"}",
                "{\"src\":\"1-2-3-4\"}",
                "{\"src\":\"-1-2-3\"}",
                "{\"src\":\"1--3\"}",
                "{\"src\":\"1-2-x\"}",
                "{\"src\":\"1-2-3000000000\"}",
                "{\"src\":\"1-99999999999999999999-3\"}",
                "{\"src\":7}",
                "[1]",
            })
    void givesNothingWhereNoneIsToBeRead(String message) {
        assertThat(find(message)).isEmpty();
    }

    @Test
    void givesNothingForATombstone() {
        assertThat(src.find(null)).isEmpty();
    }

    private Optional<Coordinate> find(String message) {
        return src.find(message.getBytes(StandardCharsets.UTF_8));
    }
}
