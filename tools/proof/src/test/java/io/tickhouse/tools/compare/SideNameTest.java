package io.tickhouse.tools.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tickhouse.tools.UserError;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SideNameTest {

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "flat, -, flat, false, false",
                "oracle:iex_data, -, iex_data, true, false",
                "h:9092/flat, h:9092, flat, false, false",
                "'a:1,b:2/flat', 'a:1,b:2', flat, false, false",
                "oracle:h:9092/iex_data, h:9092, iex_data, true, false",
                "'[::1]:9092/flat', '[::1]:9092', flat, false, false",
                "SASL_SSL://h:1/flat, SASL_SSL://h:1, flat, false, false",
                "iceberg:db.t, -, db.t, false, true",
                "iceberg:local.db.t, -, local.db.t, false, true",
            })
    void aNameSaysWhereTheRowsAre(
            String given, String brokers, String topic, boolean oracle, boolean iceberg) {
        assertThat(SideName.parse(given))
                .isEqualTo(new SideName(given, brokers, topic, oracle, iceberg));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "oracle:", "/flat", "oracle:/flat", "h:9092/", "oracle:h:1/"})
    void aSideWithoutATopicOrWithEmptyBrokersIsRefused(String given) {
        assertThatThrownBy(() -> SideName.parse(given))
                .isInstanceOf(UserError.class)
                .hasMessageStartingWith("A side is [oracle:][HOST:PORT/]TOPIC")
                .hasMessageEndingWith("not " + given + ".");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "iceberg:",
                "iceberg:t",
                "iceberg:db.",
                "iceberg:.t",
                "iceberg:db..t",
                "iceberg:db.t x",
                "iceberg:h:1/db.t"
            })
    void aTableWithoutItsNamespaceIsRefused(String given) {
        assertThatThrownBy(() -> SideName.parse(given))
                .isInstanceOf(UserError.class)
                .hasMessageStartingWith("A table reads iceberg:[CATALOG.]DB.TABLE");
    }

    @Test
    void onlyThePrefixMakesATable() {
        assertThat(SideName.isTable("iceberg:db.t")).isTrue();
        assertThat(SideName.isTable("iceberg")).isFalse();
        assertThat(SideName.isTable("oracle:iceberg:db.t")).isFalse();
    }
}
