package io.tickhouse.pinot;

import com.fasterxml.jackson.databind.JsonNode;
import io.tickhouse.pinot.PinotException.Kind;
import java.util.List;

/**
 * Turns the broker's {@code exceptions} into one sentence. Their messages contain the stack trace;
 * a person needs only its last "Caused by".
 */
final class BrokerError {

    private static final int SQL_PARSING = 150;
    private static final int TABLE_DOES_NOT_EXIST = 190;
    private static final int UNKNOWN_COLUMN = 710;

    private BrokerError() {}

    static PinotException of(JsonNode exceptions) {
        JsonNode first = exceptions.path(0);
        String message = first.path("message").asText();
        String cause = cause(message);
        return switch (first.path("errorCode").asInt()) {
            case SQL_PARSING ->
                    new PinotException(
                            Kind.BAD_SQL,
                            "Pinot cannot parse the query ("
                                    + cause
                                    + "); reserved words such as \"timestamp\" need double"
                                    + " quotes.");
            case TABLE_DOES_NOT_EXIST ->
                    new PinotException(
                            Kind.UNKNOWN_TABLE,
                            "Pinot has no such table; names are case-sensitive, and ./tickhouse"
                                    + " pinot apply creates the tables (with --analytics also"
                                    + " analytics_bars).");
            case UNKNOWN_COLUMN ->
                    new PinotException(
                            Kind.UNKNOWN_COLUMN,
                            cause + "; names are case-sensitive, S and s are two columns.");
            default -> new PinotException(Kind.REFUSED, "Pinot cannot run the query: " + cause);
        };
    }

    static String cause(String message) {
        List<String> heads =
                message.lines()
                        .filter(line -> !line.startsWith("\t") && !line.startsWith("..."))
                        .filter(line -> !line.isBlank())
                        .toList();
        if (heads.isEmpty()) {
            return message;
        }
        String last = heads.get(heads.size() - 1).strip();
        // "Caused by: some.Exception: text" and "some.Exception: text" become "text".
        String text = last.replaceFirst("^(Caused by: )?([\\w$]+(\\.[\\w$]+)+: )+", "");
        return text.isEmpty() ? last : text;
    }
}
