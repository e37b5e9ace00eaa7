package io.tickhouse.connectors.alpaca;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.configuration.ConfigOption;
import org.junit.jupiter.api.Test;

class AlpacaSourceOptionsTest {

    @Test
    void theListOfKeysIsComplete() throws IllegalAccessException {
        List<String> declared = new ArrayList<>();
        for (Field field : AlpacaSourceOptions.class.getFields()) {
            declared.add(((ConfigOption<?>) field.get(null)).key());
        }
        assertThat(AlpacaSourceOptions.keys()).containsExactlyInAnyOrderElementsOf(declared);
    }
}
