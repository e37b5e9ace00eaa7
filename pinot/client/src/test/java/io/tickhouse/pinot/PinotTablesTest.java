package io.tickhouse.pinot;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PinotTablesTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '#',
            value = {
                "{\"a\":1,\"more\":2}#{\"a\":1}#true",
                "{\"a\":\"1\"}#{\"a\":1}#true",
                "{\"a\":2}#{\"a\":1}#false",
                "{}#{\"a\":1}#false",
                "{\"l\":[1,2]}#{\"l\":[1,2]}#true",
                "{\"l\":[1,2,3]}#{\"l\":[1,2]}#false",
                "{\"l\":[2,1]}#{\"l\":[1,2]}#false",
                "{\"l\":[{\"n\":1,\"x\":0}]}#{\"l\":[{\"n\":1}]}#true",
                "{\"a\":{\"b\":1}}#{\"a\":{\"b\":2}}#false",
                "{\"a\":1}#{\"a\":{}}#false",
            })
    void whatPinotAddsIsNoDifference(String actual, String wanted, boolean same)
            throws JsonProcessingException {
        ObjectMapper json = new ObjectMapper();

        assertThat(PinotTables.contains(json.readTree(actual), json.readTree(wanted)))
                .isEqualTo(same);
    }

    @Test
    void aTablesNameComesBackWithItsType() throws JsonProcessingException {
        ObjectMapper json = new ObjectMapper();

        assertThat(
                        PinotTables.contains(
                                json.readTree("{\"tableName\":\"t_REALTIME\"}"),
                                json.readTree("{\"tableName\":\"t\"}")))
                .isTrue();
    }
}
