package io.tickhouse.pinot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import io.tickhouse.pinot.PinotTables.Hole;
import io.tickhouse.pinot.PinotTables.Segment;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
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

    @Test
    void offsetsBetweenSegmentsThatDoNotMeetAreAHole() throws JsonProcessingException {
        // What Pinot 0.11 stores about a partition that stopped at 0 and continued at 50.
        String segments =
                """
                [{"id":"t__0__0__20261129T1713Z","simpleFields":
                   {"segment.realtime.startOffset":"0","segment.realtime.status":"IN_PROGRESS"}},
                 {"id":"t__0__1__20261129T1718Z","simpleFields":
                   {"segment.realtime.startOffset":"50","segment.realtime.endOffset":"90"}},
                 {"id":"t__0__2__20261129T1719Z","simpleFields":{"segment.realtime.startOffset":"90"}},
                 {"id":"t__1__4__20261129T1713Z","simpleFields":
                   {"segment.realtime.startOffset":"7","segment.realtime.endOffset":"9"}},
                 {"id":"t__1__10__20261129T1713Z","simpleFields":
                   {"segment.realtime.startOffset":"100"}}]""";

        assertThat(PinotTables.holes(Segment.read(new ObjectMapper().readTree(segments))))
                .containsExactly(new Hole(0, 0, 50));
    }

    @Test
    void aLostOffsetIsToldInWords() {
        assertThat(
                        PinotTables.reason(
                                "org.apache.kafka.clients.consumer.OffsetOutOfRangeException: Fetch"
                                        + " position FetchPosition{offset=10, offsetEpoch=Optional"
                                        + ".empty, currentLeader=x} is out of range for partition"
                                        + " flat-0\n\tat org.apache.kafka.X"))
                .isEqualTo("Kafka does not have offset 10 of flat-0 any more");
    }

    @Test
    void aColumnOfAnotherTypeIsRefusedWithTheRemedy() throws JsonProcessingException {
        ObjectMapper json = new ObjectMapper();
        String wanted =
                "{\"metricFieldSpecs\":[{\"name\":\"s\",\"dataType\":\"DOUBLE\"},"
                        + "{\"name\":\"new\",\"dataType\":\"LONG\"}]}";

        assertThatThrownBy(
                        () ->
                                PinotTables.refuseOtherTypes(
                                        "t",
                                        json.readTree(wanted.replace("DOUBLE", "LONG")),
                                        json.readTree(wanted)))
                .isInstanceOf(PinotException.class)
                .hasMessageContaining("its column s is LONG, now DOUBLE")
                .hasMessageContaining("pinot delete");
        PinotTables.refuseOtherTypes("t", json.readTree("{}"), json.readTree(wanted));
    }

    @Test
    void anotherTopicIsRefusedBeforeAnythingIsChanged() throws IOException {
        List<String> changed = new CopyOnWriteArrayList<>();
        HttpServer controller =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        controller.createContext(
                "/",
                exchange -> {
                    if (!exchange.getRequestMethod().equals("GET")) {
                        changed.add(exchange.getRequestMethod());
                    }
                    byte[] body =
                            ("{\"REALTIME\":" + table("flat") + "}")
                                    .getBytes(StandardCharsets.UTF_8);
                    exchange.sendResponseHeaders(200, body.length);
                    exchange.getResponseBody().write(body);
                    exchange.close();
                });
        controller.start();
        try {
            PinotTables tables =
                    new PinotTables(
                            URI.create("http://127.0.0.1:" + controller.getAddress().getPort()));

            assertThatThrownBy(() -> tables.apply("{\"schemaName\":\"t\"}", table("other")))
                    .isInstanceOf(PinotException.class)
                    .hasMessageContaining("reads the topic flat and not other")
                    .hasMessageContaining("pinot delete");
            assertThat(changed).isEmpty();
        } finally {
            controller.stop(0);
        }
    }

    private static String table(String topic) {
        return "{\"tableName\":\"t\",\"tableIndexConfig\":{\"streamConfigs\":"
                + "{\"stream.kafka.topic.name\":\""
                + topic
                + "\"}}}";
    }
}
