package io.tickhouse.tools.sql;

import java.util.ArrayList;
import java.util.List;

/** Statements in one text, each ended by a semicolon; the last one may be without. */
final class Statements {

    private Statements() {}

    /** Those that say something, without the semicolon. Comments alone are none. */
    static List<String> of(String text) {
        List<String> all = new ArrayList<>();
        StringBuilder statement = new StringBuilder();
        boolean says = false;
        for (Token token : Token.of(text)) {
            if (token.isSymbol(";")) {
                addIf(says, statement, all);
                says = false;
            } else {
                statement.append(token.text());
                says |= token.kind() != Token.Kind.GAP;
            }
        }
        addIf(says, statement, all);
        return all;
    }

    private static void addIf(boolean says, StringBuilder statement, List<String> all) {
        if (says) {
            all.add(statement.toString().strip());
        }
        statement.setLength(0);
    }

    /** Whether all of the text has been said: nothing, or a semicolon after the last word. */
    static boolean complete(String text) {
        boolean complete = true;
        for (Token token : Token.of(text)) {
            if (token.kind() == Token.Kind.OPEN) {
                return false;
            }
            if (token.kind() != Token.Kind.GAP) {
                complete = token.isSymbol(";");
            }
        }
        return complete;
    }
}
