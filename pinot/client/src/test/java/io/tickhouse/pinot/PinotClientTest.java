package io.tickhouse.pinot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import io.tickhouse.pinot.PinotException.Kind;
import io.tickhouse.pinot.QueryResult.Column;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Runs against a server that repeats answers of a Pinot 0.11 broker. */
class PinotClientTest {

    private HttpServer broker;
    private volatile String answer;

    @BeforeEach
    void startBroker() throws IOException {
        broker = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        broker.createContext(
                "/query/sql",
                exchange -> {
                    byte[] body = answer.getBytes(StandardCharsets.UTF_8);
                    exchange.getRequestBody().readAllBytes();
                    exchange.sendResponseHeaders(200, body.length);
                    exchange.getResponseBody().write(body);
                    exchange.close();
                });
        broker.start();
    }

    @AfterEach
    void stopBroker() {
        broker.stop(0);
    }

    @Test
    void readsTypedColumns() {
        answer =
                "{\"resultTable\":{\"dataSchema\":{\"columnNames\":[\"S\",\"n\",\"p\",\"c\"],"
                        + "\"columnDataTypes\":[\"STRING\",\"LONG\",\"DOUBLE\",\"STRING_ARRAY\"]},"
                        + "\"rows\":[[\"A\",-9223372036854775808,\"NaN\",[\"@\",\"I\"]]]},"
                        + "\"exceptions\":[]}";

        QueryResult result = query("SELECT 1");

        assertThat(result.columns())
                .containsExactly(
                        new Column("S", "STRING"),
                        new Column("n", "LONG"),
                        new Column("p", "DOUBLE"),
                        new Column("c", "STRING_ARRAY"));
        assertThat(result.rows())
                .containsExactly(List.of("A", Long.MIN_VALUE, Double.NaN, List.of("@", "I")));
    }

    @Test
    void givesTheOneNumber() {
        answer =
                "{\"resultTable\":{\"dataSchema\":{\"columnNames\":[\"count(*)\"],"
                        + "\"columnDataTypes\":[\"LONG\"]},\"rows\":[[42]]},\"exceptions\":[]}";

        assertThat(query("SELECT COUNT(*) FROM t").onlyLong()).isEqualTo(42);
    }

    @Test
    void tellsAnUnknownTable() {
        answer = "{\"exceptions\":[{\"errorCode\":190,\"message\":\"TableDoesNotExistError\"}]}";

        assertFailure(Kind.UNKNOWN_TABLE, "no such table");
    }

    @Test
    void tellsAnUnknownColumnWithoutTheStackTrace() {
        answer =
                "{\"exceptions\":[{\"errorCode\":710,\"message\":\"UnknownColumnError:\\norg.apache"
                        + ".pinot.spi.exception.BadQueryRequestException: Unknown columnName 'nope'"
                        + " found in the query\\n\\tat org.apache.pinot.X.y(X.java:1)\"}]}";

        assertFailure(Kind.UNKNOWN_COLUMN, "Unknown columnName 'nope' found in the query; ");
    }

    @Test
    void tellsWhereTheStatementDoesNotParse() {
        answer =
                "{\"exceptions\":[{\"errorCode\":150,\"message\":\"SQLParsingError:\\na.B: Caught"
                        + " exception\\n\\tat a.B.c(B.java:1)\\n...\\nCaused by: a.ParseException:"
                        + " Encountered \\\"\\\" at line 1, column 8.\\n\\tat a.B.c(B.java:1)\"}]}";

        assertFailure(Kind.BAD_SQL, "(Encountered \"\" at line 1, column 8.)");
    }

    @Test
    void tellsABrokerThatIsNotThere() throws IOException {
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        try (PinotClient client = PinotClient.of("127.0.0.1:" + port)) {
            assertThatThrownBy(() -> client.query("SELECT 1"))
                    .isInstanceOfSatisfying(
                            PinotException.class,
                            e -> assertThat(e.kind()).isEqualTo(Kind.UNREACHABLE))
                    .hasMessageContaining("127.0.0.1:" + port);
        }
    }

    private void assertFailure(Kind kind, String message) {
        assertThatThrownBy(() -> query("SELECT 1"))
                .isInstanceOfSatisfying(
                        PinotException.class, e -> assertThat(e.kind()).isEqualTo(kind))
                .hasMessageContaining(message)
                .hasMessageNotContaining("\tat");
    }

    private QueryResult query(String sql) {
        try (PinotClient client = PinotClient.of("127.0.0.1:" + broker.getAddress().getPort())) {
            return client.query(sql);
        }
    }
}
