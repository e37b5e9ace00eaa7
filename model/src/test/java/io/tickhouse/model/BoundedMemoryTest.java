package io.tickhouse.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;

/** Records of the largest size, in a JVM whose heap has room for only a few copies of one. */
class BoundedMemoryTest {

    private static final String HEAP = "-Xmx80m";

    @Test
    void aRecordOfAnyKindFitsASmallHeap() throws IOException, InterruptedException {
        Process process =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                HEAP,
                                "-XX:+UseSerialGC",
                                "-cp",
                                System.getProperty("java.class.path"),
                                Floods.class.getName())
                        .redirectErrorStream(true)
                        .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(process.waitFor()).as(said).isZero();
        assertThat(said.lines())
                .containsExactly(
                        "numbers: 0 rows, 1001 dead letters of 8388607 elements",
                        "rows: 470000 rows, 0 dead letters of 0 elements",
                        "dead objects: 0 rows, 1001 dead letters of 2000000 elements",
                        "one in two dead: 400000 rows, 400000 dead letters of 400000 elements",
                        "brackets: 0 rows, 1 dead letters of 1 elements",
                        "open brackets: 0 rows, 1 dead letters of 1 elements",
                        "conditions: 0 rows, 1 dead letters of 1 elements",
                        "rows of conditions: 16 rows, 0 dead letters of 0 elements");
    }

    /** The program that runs in that JVM. */
    static final class Floods {

        private static final String GOOD = "{\"T\":\"t\",\"S\":\"A\",\"t\":99999999999}";

        private final Flattener flattener = new Flattener();

        public static void main(String[] args) {
            Floods floods = new Floods();
            floods.flood("numbers", array(8_388_607, i -> "1"));
            floods.flood("rows", array(470_000, i -> GOOD));
            floods.flood("dead objects", array(2_000_000, i -> "{\"T\":1}"));
            floods.flood("one in two dead", array(800_000, i -> i % 2 == 0 ? GOOD : "0"));
            floods.flood("brackets", brackets(true));
            floods.flood("open brackets", brackets(false));
            floods.flood("conditions", conditions(1, 2_000_000));
            floods.flood("rows of conditions", conditions(16, 120_000));
        }

        private void flood(String name, byte[] record) {
            int[] counts = new int[3];
            flattener.flatten(
                    record,
                    0,
                    0,
                    new Flattener.Output() {
                        @Override
                        public void row(Message message) {
                            counts[0]++;
                        }

                        @Override
                        public void deadLetter(DeadLetter letter) {
                            counts[1]++;
                            counts[2] += letter.elements;
                        }
                    });
            System.out.printf(
                    "%s: %d rows, %d dead letters of %d elements%n",
                    name, counts[0], counts[1], counts[2]);
        }

        private static byte[] array(int size, IntFunction<String> element) {
            RawValue record = new RawValue();
            for (int i = 0; i < size; i++) {
                record.add(i == 0 ? "[" : ",");
                record.add(element.apply(i));
            }
            return record.end();
        }

        private static byte[] brackets(boolean closed) {
            byte[] record = new byte[Limits.DEFAULT.maxDocumentLength()];
            Arrays.fill(record, 0, record.length / 2, (byte) '[');
            Arrays.fill(record, record.length / 2, record.length, (byte) (closed ? ']' : '['));
            return record;
        }

        /** Rows with texts that no cache holds. */
        private static byte[] conditions(int rows, int texts) {
            RawValue record = new RawValue();
            for (int row = 0; row < rows; row++) {
                record.add(row == 0 ? "[" : ",");
                record.add(GOOD.replace("}", ",\"c\":[\"\""));
                for (int i = 0; i < texts; i++) {
                    record.add(",\"" + Integer.toString(i, 36) + '"');
                }
                record.add("]}");
            }
            return record.end();
        }
    }

    /** A record as long as the limit allows. */
    private static final class RawValue {
        private final byte[] bytes = new byte[Limits.DEFAULT.maxDocumentLength()];
        private int length;

        void add(String text) {
            for (int i = 0; i < text.length(); i++) {
                bytes[length++] = (byte) text.charAt(i);
            }
        }

        byte[] end() {
            Arrays.fill(bytes, length, bytes.length, (byte) ' ');
            bytes[length] = ']';
            return bytes;
        }
    }
}
