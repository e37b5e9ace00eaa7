package io.tickhouse.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.tickhouse.oracle.EcmaScriptNumber;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FlatJsonTest {

    private final FlatJson json = new FlatJson();

    /** Bits and text from RFC 8785, appendix B, and from the ranges in which the form changes. */
    @ParameterizedTest
    @CsvSource({
        "0000000000000000, 0",
        "0000000000000001, 5e-324",
        "7fefffffffffffff, 1.7976931348623157e+308",
        "4340000000000000, 9007199254740992",
        "4430000000000000, 295147905179352830000",
        "44b52d02c7e14af5, 9.999999999999997e+22",
        "44b52d02c7e14af6, 1e+23",
        "44b52d02c7e14af7, 1.0000000000000001e+23",
        "444b1ae4d6e2ef4e, 999999999999999700000",
        "444b1ae4d6e2ef4f, 999999999999999900000",
        "444b1ae4d6e2ef50, 1e+21",
        "3eb0c6f7a0b5ed8c, 9.999999999999997e-7",
        "3eb0c6f7a0b5ed8d, 0.000001",
        "41b3de4355555553, 333333333.3333332",
        "41b3de4355555554, 333333333.33333325",
        "41b3de4355555555, 333333333.3333333",
        "41b3de4355555556, 333333333.3333334",
        "41b3de4355555557, 333333333.33333343",
        "43143ff3c1cb0959, 1424953923781206.2",
        "000fffffffffffff, 2.225073858507201e-308",
        "0010000000000000, 2.2250738585072014e-308",
        "0000000000000002, 1e-323",
        "0000000000000003, 1.5e-323",
    })
    void writesTheNumbersOfTheStandard(String bits, String expected) {
        double number = Double.longBitsToDouble(Long.parseUnsignedLong(bits, 16));
        assertThat(EcmaScriptNumber.text(number)).isEqualTo(expected);
        assertThat(written(number)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "140.0, 140",
        "190.125, 190.125",
        "0.000012, 0.000012",
        "1e-7, 1e-7",
        "1.25e-7, 1.25e-7",
        "1e15, 1000000000000000",
        "999999999999999, 999999999999999",
        "999999999999999.9, 999999999999999.9",
        "1e20, 100000000000000000000",
        "1e21, 1e+21",
        "1.5e21, 1.5e+21",
        "0.1, 0.1",
        "1e22, 1e+22",
        "2e-323, 2e-323",
    })
    void writesNumbersInTheShortestForm(double number, String expected) {
        assertThat(written(number)).isEqualTo(expected);
    }

    @Test
    void numbersOfAnyBitsReadBackAndAreTheShortest() {
        Random random = new Random(3);
        for (int i = 0; i < 30_000; i++) {
            double number = Double.longBitsToDouble(random.nextLong() & Long.MAX_VALUE);
            if (Double.isFinite(number)) {
                assertShortest(number);
            }
        }
    }

    @Test
    void pricesReadBackAndAreTheShortest() {
        Random random = new Random(5);
        for (int i = 0; i < 60_000; i++) {
            int scale = random.nextInt(19);
            double price =
                    BigDecimal.valueOf(random.nextLong() >>> (1 + random.nextInt(63)), scale)
                            .doubleValue();
            assertShortest(price);
            assertShortest(Math.nextUp(price));
        }
    }

    @Test
    void numbersAroundPowersReadBackAndAreTheShortest() {
        for (int power = -323; power <= 308; power++) {
            assertAround(Double.parseDouble("1e" + power));
            assertAround(Double.parseDouble("5e" + power));
        }
        for (int power = -1074; power <= 1023; power++) {
            assertAround(Math.scalb(1.0, power));
        }
    }

    private void assertAround(double number) {
        double at = number;
        for (int i = 0; i < 4; i++) {
            assertShortest(at);
            at = Math.nextUp(at);
        }
        at = number;
        for (int i = 0; i < 4 && at > 0; i++) {
            assertShortest(at);
            at = Math.nextDown(at);
        }
    }

    private void assertShortest(double number) {
        if (Double.isInfinite(number)) {
            return;
        }
        String text = written(number);
        if (Double.parseDouble(text) != number || !text.equals(EcmaScriptNumber.text(number))) {
            assertThat(text).isEqualTo(EcmaScriptNumber.text(number));
        }
    }

    @Test
    void writesIntegersOfAnyLength() {
        Random random = new Random(9);
        for (int i = 0; i < 30_000; i++) {
            long id = random.nextLong() >> random.nextInt(64);
            assertThat(writtenId(id)).isEqualTo(String.valueOf(id));
        }
        for (long id = 1; id > 0 && id <= Long.MAX_VALUE / 10; id *= 10) {
            for (long near = id - 1; near <= id + 1; near++) {
                assertThat(writtenId(near)).isEqualTo(String.valueOf(near));
                assertThat(writtenId(-near)).isEqualTo(String.valueOf(-near));
            }
        }
        assertThat(writtenId(Long.MAX_VALUE)).isEqualTo("9223372036854775807");
        assertThat(writtenId(-Long.MAX_VALUE)).isEqualTo("-9223372036854775807");
    }

    @Test
    void leavesOutWhatIsAbsent() {
        assertThat(text(trade()))
                .isEqualTo(
                        "{\"T\":\"t\",\"S\":\"A\",\"timestamp\":0,\"timestamp_ns\":0,"
                                + "\"src\":\"0-0-0\"}");
    }

    @Test
    void writesTheSameAfterALongerMessage() {
        String before = text(trade());
        Trade longer = trade();
        longer.symbol = "株".repeat(5000).getBytes(StandardCharsets.UTF_8);
        longer.conditions = new byte[3000][];
        Arrays.fill(longer.conditions, new byte[] {'"', 0, '\\', 0x1f});
        String text = text(longer);
        assertThat(text).contains("株".repeat(5000));
        assertThat(text).contains("[\"\\\"\\u0000\\\\\\u001f\",\"\\\"\\u0000\\\\\\u001f\",");
        assertThat(text(trade())).isEqualTo(before);
    }

    @Test
    void whatItReturnedIsNotTouchedByTheNextCall() {
        byte[] first = json.toBytes(trade());
        byte[] kept = first.clone();
        Trade other = trade();
        other.symbol = new byte[] {'Z'};
        json.toBytes(other);
        assertThat(first).isEqualTo(kept);
    }

    private String written(double price) {
        Trade trade = trade();
        trade.price = price;
        String text = text(trade);
        String head = "{\"T\":\"t\",\"S\":\"A\",\"p\":";
        assertThat(text).startsWith(head);
        return text.substring(head.length(), text.indexOf(",\"timestamp\""));
    }

    private String writtenId(long id) {
        Trade trade = trade();
        trade.id = id;
        String text = text(trade);
        String head = "{\"T\":\"t\",\"S\":\"A\",\"i\":";
        assertThat(text).startsWith(head);
        return text.substring(head.length(), text.indexOf(",\"timestamp\""));
    }

    private static Trade trade() {
        Trade trade = new Trade();
        trade.reset();
        trade.type = new byte[] {'t'};
        trade.symbol = new byte[] {'A'};
        return trade;
    }

    private String text(Message message) {
        return new String(json.toBytes(message), StandardCharsets.UTF_8);
    }
}
