package io.tickhouse.pinot;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tickhouse.pinot.PinotException.Kind;
import io.tickhouse.pinot.QueryResult.Column;
import java.net.ConnectException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.pinot.client.Connection;
import org.apache.pinot.client.ConnectionFactory;
import org.apache.pinot.client.ExecutionStats;
import org.apache.pinot.client.JsonAsyncHttpPinotClientTransportFactory;
import org.apache.pinot.client.PinotClientException;
import org.apache.pinot.client.ResultSet;
import org.apache.pinot.client.ResultSetGroup;

/** Runs queries on a Pinot broker. Safe for use by several threads. */
public final class PinotClient implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();

    /** How Pinot's client begins the message when the broker answered a query with an error. */
    private static final String BROKER_ERROR_MARK = "Query had processing exceptions: \n";

    // With a fixed broker the table name does not matter. Passing one keeps the client from parsing
    // the statement itself, which logs a stack trace for each statement that it cannot parse.
    private static final String ANY_TABLE = "";

    private final String broker;
    private final Connection connection;

    private PinotClient(String broker, Connection connection) {
        this.broker = broker;
        this.connection = connection;
    }

    /** A client of the broker at this {@code host:port}. It connects with the first query. */
    public static PinotClient of(String broker) {
        // A transport of its own: the default one is shared, and the first close would close it for
        // all.
        return new PinotClient(
                broker,
                ConnectionFactory.fromHostList(
                        List.of(broker),
                        new JsonAsyncHttpPinotClientTransportFactory().buildTransport()));
    }

    /**
     * Runs one statement.
     *
     * @throws PinotException if the broker cannot be reached or cannot run the statement, or if a
     *     server that holds a part of the table did not answer
     */
    public QueryResult query(String sql) {
        try {
            ResultSetGroup answer = connection.execute(ANY_TABLE, sql);
            ExecutionStats stats = answer.getExecutionStats();
            if (stats.isPartialResult()
                    || stats.getNumServersResponded() < stats.getNumServersQueried()) {
                throw new PinotException(
                        Kind.UNREACHABLE,
                        "Only %d of %d Pinot servers answered."
                                .formatted(
                                        stats.getNumServersResponded(),
                                        stats.getNumServersQueried()));
            }
            return read(answer.getResultSet(0));
        } catch (PinotClientException e) {
            throw explained(e);
        }
    }

    @Override
    public void close() {
        connection.close();
    }

    private PinotException explained(PinotClientException e) {
        String message = String.valueOf(e.getMessage());
        if (message.startsWith(BROKER_ERROR_MARK.strip())) {
            try {
                return BrokerError.of(
                        JSON.readTree(message.substring(BROKER_ERROR_MARK.strip().length())));
            } catch (JsonProcessingException notJson) {
                return new PinotException(Kind.REFUSED, message, e);
            }
        }
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof ConnectException) {
                return new PinotException(
                        Kind.UNREACHABLE, "No Pinot broker answers at " + broker + ".", e);
            }
        }
        return new PinotException(
                Kind.REFUSED, "The Pinot broker at " + broker + " failed: " + message, e);
    }

    private static QueryResult read(ResultSet set) {
        List<Column> columns = new ArrayList<>();
        for (int c = 0; c < set.getColumnCount(); c++) {
            columns.add(new Column(set.getColumnName(c), set.getColumnDataType(c)));
        }
        List<List<Object>> rows = new ArrayList<>();
        for (int r = 0; r < set.getRowCount(); r++) {
            List<Object> row = new ArrayList<>();
            for (int c = 0; c < columns.size(); c++) {
                row.add(value(columns.get(c).type(), set.getString(r, c)));
            }
            rows.add(row);
        }
        return new QueryResult(columns, rows);
    }

    static Object value(String type, String text) {
        String upper = type.toUpperCase(Locale.ROOT);
        if (upper.endsWith("_ARRAY")) {
            return list(upper.substring(0, upper.length() - "_ARRAY".length()), text);
        }
        return switch (upper) {
            case "INT" -> Integer.valueOf(text);
            case "LONG" -> Long.valueOf(text);
            case "FLOAT" -> Float.valueOf(text);
            case "DOUBLE" -> Double.valueOf(text);
            case "BOOLEAN" -> Boolean.valueOf(text);
            default -> text;
        };
    }

    private static List<Object> list(String type, String text) {
        try {
            List<Object> values = new ArrayList<>();
            for (JsonNode item : JSON.readTree(text)) {
                values.add(value(type, item.asText()));
            }
            return values;
        } catch (JsonProcessingException e) {
            throw new PinotException(Kind.REFUSED, "Pinot sent an unreadable array: " + text, e);
        }
    }
}
