package io.tickhouse.tools.care;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WordsTest {

    @ParameterizedTest
    @CsvSource({
        "0,0 B",
        "999,999 B",
        "1000,1.0 kB",
        "48100000,48.1 MB",
        "9223372036854775807,9223372.0 TB"
    })
    void bytesHaveAUnit(long bytes, String expected) {
        assertThat(Words.bytes(bytes)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({"-5,0 s", "59,59 s", "60,1 min", "7199,1 h", "86399,23 h", "172800,2 d"})
    void anAgeIsInItsLargestUnit(long seconds, String expected) {
        assertThat(Words.age(Duration.ofSeconds(seconds))).isEqualTo(expected);
    }
}
