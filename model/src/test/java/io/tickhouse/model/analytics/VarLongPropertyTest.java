package io.tickhouse.model.analytics;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VarLongPropertyTest {

    @Property
    void valuesAreReadAsTheyWereWritten(@ForAll List<Long> values) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (long value : values) {
            VarLong.write(value, new DataOutputStream(bytes));
        }
        DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes.toByteArray()));

        for (long value : values) {
            assertThat(VarLong.read(in)).isEqualTo(value);
        }
        assertThat(in.available()).isZero();
    }

    @ParameterizedTest
    @CsvSource({"0, 1", "63, 1", "-64, 1", "64, 2", "-65, 2", "9223372036854775807, 10"})
    void aSmallValueNeedsFewBytes(long value, int length) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        VarLong.write(value, new DataOutputStream(bytes));

        assertThat(bytes.size()).isEqualTo(length);
    }
}
