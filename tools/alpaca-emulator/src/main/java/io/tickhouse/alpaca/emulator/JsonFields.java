package io.tickhouse.alpaca.emulator;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.io.JsonStringEncoder;
import com.fasterxml.jackson.core.util.ByteArrayBuilder;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;

/** The JSON codec: numbers without trailing zeros, times with 0 to 9 fraction digits. */
final class JsonFields implements FieldWriter {

    private static final JsonFactory FACTORY =
            new JsonFactory().configure(JsonGenerator.Feature.AUTO_CLOSE_TARGET, false);
    private static final long BILLION = 1_000_000_000L;

    private final ByteArrayBuilder bytes = new ByteArrayBuilder(8192);
    private final char[] chars = new char[40];
    private JsonGenerator json;
    private int messages;
    private long timeDay = Long.MIN_VALUE;
    private char[] timeDate = new char[0];

    /** The text as JSON writes it, in quotes. */
    static String quoted(String text) {
        return '"' + new String(JsonStringEncoder.getInstance().quoteAsString(text)) + '"';
    }

    @Override
    public void begin(int fields) throws IOException {
        generator().writeStartObject();
        messages++;
    }

    @Override
    public void end() throws IOException {
        json.writeEndObject();
    }

    @Override
    public void text(String key, String value) throws IOException {
        generator().writeStringField(key, value);
    }

    @Override
    public void integer(String key, long value) throws IOException {
        generator().writeNumberField(key, value);
    }

    @Override
    public void decimal(String key, long billionths) throws IOException {
        generator().writeFieldName(key);
        number(billionths);
    }

    private void number(long billionths) throws IOException {
        long whole = billionths / BILLION;
        int fraction = (int) (billionths % BILLION);
        if (fraction == 0) {
            json.writeNumber(whole);
            return;
        }
        int length = digits(whole, 0);
        json.writeNumber(chars, 0, fraction(fraction, length));
    }

    /** Writes a non-negative number at {@code at} and returns where it ends. */
    private int digits(long number, int at) {
        if (number < 10) {
            chars[at] = (char) ('0' + number);
            return at + 1;
        }
        int next = digits(number / 10, at);
        chars[next] = (char) ('0' + number % 10);
        return next + 1;
    }

    /** Writes a point and nine digits without trailing zeros, and returns where it ends. */
    private int fraction(int nanos, int at) {
        int rest = nanos;
        int end = at + 10;
        for (int i = end - 1; i > at; i--) {
            chars[i] = (char) ('0' + rest % 10);
            rest /= 10;
        }
        chars[at] = '.';
        while (chars[end - 1] == '0') {
            end--;
        }
        return end;
    }

    @Override
    public void time(String key, long nanos) throws IOException {
        generator().writeFieldName(key);
        long second = Math.floorDiv(nanos, BILLION);
        int fraction = (int) Math.floorMod(nanos, BILLION);
        long day = Math.floorDiv(second, 86_400L);
        if (day != timeDay) {
            timeDate = (LocalDate.ofEpochDay(day) + "T").toCharArray();
            timeDay = day;
        }
        System.arraycopy(timeDate, 0, chars, 0, timeDate.length);
        int of = (int) Math.floorMod(second, 86_400L);
        int at = timeDate.length;
        at = two(of / 3600, at);
        chars[at++] = ':';
        at = two(of / 60 % 60, at);
        chars[at++] = ':';
        at = two(of % 60, at);
        if (fraction != 0) {
            at = fraction(fraction, at);
        }
        chars[at++] = 'Z';
        json.writeString(chars, 0, at);
    }

    private int two(int number, int at) {
        chars[at] = (char) ('0' + number / 10);
        chars[at + 1] = (char) ('0' + number % 10);
        return at + 2;
    }

    @Override
    public void texts(String key, List<String> values) throws IOException {
        generator().writeArrayFieldStart(key);
        for (String value : values) {
            json.writeString(value);
        }
        json.writeEndArray();
    }

    @Override
    public void truth(String key, boolean value) throws IOException {
        generator().writeBooleanField(key, value);
    }

    @Override
    public void levels(String key, List<Long> levels) throws IOException {
        generator().writeArrayFieldStart(key);
        for (int i = 0; i < levels.size(); i += 2) {
            json.writeStartObject();
            decimal("p", levels.get(i));
            decimal("s", levels.get(i + 1));
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    @Override
    public int messages() {
        return messages;
    }

    @Override
    public ByteBuf take(int padTo) throws IOException {
        JsonGenerator open = generator();
        open.flush();
        int missing = padTo - bytes.size() - 1;
        if (missing > 0) {
            // White space before the end of the array, so that the elements' bytes do not change.
            byte[] blanks = new byte[missing];
            Arrays.fill(blanks, (byte) ' ');
            bytes.write(blanks);
        }
        open.writeEndArray();
        open.close();
        ByteBuf payload = Unpooled.wrappedBuffer(bytes.toByteArray());
        bytes.reset();
        json = null;
        messages = 0;
        return payload;
    }

    /** The rows so far as one array; the history composes its body of several. */
    String takeText() throws IOException {
        generator().writeEndArray();
        json.close();
        String text = new String(bytes.toByteArray(), StandardCharsets.UTF_8);
        bytes.reset();
        json = null;
        messages = 0;
        return text;
    }

    private JsonGenerator generator() throws IOException {
        if (json == null) {
            json = FACTORY.createGenerator(bytes);
            json.writeStartArray();
        }
        return json;
    }
}
