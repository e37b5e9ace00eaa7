package io.tickhouse.tools.feed;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;

class JsonBufferTest {

    private final JsonBuffer json = new JsonBuffer();

    @Property
    void numbersAreWrittenAsJavaWritesThem(@ForAll @LongRange long number) {
        json.clear();
        json.appendNumber(number);

        assertThat(json.toAscii()).isEqualTo(Long.toString(number));
    }

    @Property
    void hundredthsHaveNoTrailingZeros(@ForAll @LongRange(max = 10_000_000_000L) long hundredths) {
        json.clear();
        json.appendHundredths(hundredths);

        assertThat(new BigDecimal(json.toAscii()))
                .isEqualByComparingTo(BigDecimal.valueOf(hundredths, 2));
        assertThat(json.toAscii()).doesNotMatch(".*\\.\\d*0$").doesNotEndWith(".");
    }

    @Property
    void billionthsHaveNoTrailingZeros(@ForAll @LongRange long billionths) {
        json.clear();
        json.appendBillionths(billionths);

        BigDecimal exact = BigDecimal.valueOf(billionths, 9).stripTrailingZeros();
        assertThat(json.toAscii()).isEqualTo(exact.toPlainString());
    }

    @Property
    void timesAreReadBackToTheNanosecond(
            @ForAll @Size(max = 5) List<@LongRange Long> times, @ForAll boolean sameMinute) {
        for (long nanos : times) {
            // The second time of a minute takes the text of the first.
            for (long at :
                    sameMinute ? new long[] {nanos, nanos / 1000 * 1000} : new long[] {nanos}) {
                json.clear();
                json.appendTime(at);

                Instant read = Instant.parse(json.toAscii());
                assertThat(EventTime.nanos(read)).isEqualTo(at);
                assertThat(json.toAscii()).doesNotMatch(".*\\.\\d*0Z");
            }
        }
    }

    @Example
    void aBufferGrowsAndIsUsedAgain() {
        String longText = "x".repeat(5000);
        json.append(JsonBuffer.ascii(longText));
        json.append('y');
        assertThat(json.toAscii()).isEqualTo(longText + "y");

        byte[] before = json.toBytes();
        json.clear();
        json.append(JsonBuffer.ascii("abcdef"), 2, 3);

        assertThat(json.length()).isEqualTo(3);
        assertThat(json.toBytes()).isEqualTo("cde".getBytes(StandardCharsets.US_ASCII));
        assertThat(before).hasSize(5001).startsWith('x');
    }
}
