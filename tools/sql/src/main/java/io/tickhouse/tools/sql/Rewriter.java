package io.tickhouse.tools.sql;

import io.tickhouse.tools.UserError;
import io.tickhouse.tools.sql.Token.Kind;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.apache.iceberg.MetadataTableType;

/**
 * Turns what users of Spark and Trino write into Flink SQL, token by token. What it does not know
 * stays as it is, so all of Flink SQL can be written, too.
 *
 * <ul>
 *   <li>{@code t VERSION AS OF 1}, {@code t VERSION AS OF 'tag'} become hints.
 *   <li>{@code t TIMESTAMP AS OF '2024-11-01'} becomes {@code FOR SYSTEM_TIME AS OF}.
 *   <li>{@code db.t.snapshots} becomes {@code db.`t$snapshots`}.
 *   <li>{@code local}, {@code lake} and {@code spark_catalog} as first part of three mean the
 *       catalog.
 *   <li>Names of tables, arguments and columns that are reserved words get quotes.
 *   <li>Names in double quotes get backticks.
 * </ul>
 *
 * <p>It has no state: one may serve all statements.
 */
final class Rewriter {

    private static final Set<String> ALIASES = Set.of("local", "lake", "spark_catalog");

    private static final Set<String> VIEWS =
            Arrays.stream(MetadataTableType.values())
                    .map(type -> type.name().toLowerCase(Locale.ROOT))
                    .collect(Collectors.toUnmodifiableSet());

    /**
     * Columns of our tables and of Iceberg's views that Flink reserves. Only in lower case, as they
     * are: in upper case they are key words. {@code as}, {@code from} and {@code to} are not here,
     * because they could also be the key words.
     */
    private static final Set<String> COLUMNS =
            Set.of("timestamp", "partition", "open", "close", "update", "rows");

    /** Key words that an expression follows. */
    private static final Set<String> BEFORE_EXPRESSION =
            Set.of(
                    "SELECT",
                    "DISTINCT",
                    "ALL",
                    "BY",
                    "WHERE",
                    "AND",
                    "OR",
                    "NOT",
                    "ON",
                    "HAVING",
                    "WHEN",
                    "THEN",
                    "ELSE",
                    "CASE",
                    "BETWEEN",
                    "LIKE",
                    "AS");

    private static final Set<String> OPERATORS =
            Set.of(
                    ",", "(", ".", "=", "<", ">", "<=", ">=", "<>", "!=", "+", "-", "*", "/", "%",
                    "||");

    /** Functions with a FROM of their own. */
    private static final Set<String> WITH_FROM =
            Set.of("EXTRACT", "TRIM", "SUBSTRING", "OVERLAY", "CEIL", "FLOOR");

    /** What may stand where a table is expected, and is none. */
    private static final Set<String> NO_TABLE = Set.of("LATERAL", "UNNEST", "TABLE", "VALUES");

    private static final Set<String> AFTER_FROM =
            Set.of(
                    "SELECT",
                    "WHERE",
                    "GROUP",
                    "HAVING",
                    "ORDER",
                    "LIMIT",
                    "OFFSET",
                    "FETCH",
                    "UNION",
                    "INTERSECT",
                    "EXCEPT",
                    "MINUS",
                    "WINDOW",
                    "QUALIFY");

    private final String catalog;
    private final Predicate<String> isDatabase;

    /**
     * @param catalog the name under which Flink has the catalog
     * @param isDatabase whether the catalog has this database, which tells {@code db.history} from
     *     {@code t.history}
     */
    Rewriter(String catalog, Predicate<String> isDatabase) {
        this.catalog = catalog;
        this.isDatabase = isDatabase;
    }

    /**
     * The statement as Flink reads it.
     *
     * @throws UserError if a version or a time in it is none
     */
    String rewrite(String statement) {
        return new Statement(statement).rewritten();
    }

    /** Whether a name of three or more parts begins with the catalog. */
    private boolean isCatalog(String part) {
        return part.equals(catalog) || ALIASES.contains(part);
    }

    /** What is open: the statement itself, or a parenthesis in it. */
    private static final class Scope {

        /** The word before the parenthesis, in upper case. */
        final String opener;

        boolean inFrom;
        boolean expectsTable;

        Scope(String opener, boolean expectsTable) {
            this.opener = opener;
            this.expectsTable = expectsTable;
            this.inFrom = expectsTable;
        }
    }

    /** One statement on its way. */
    private final class Statement {

        /** All tokens; each is replaced in its place. */
        private final List<String> out = new ArrayList<>();

        /** Tokens that are no gaps, and the place of each among all. */
        private final List<Token> tokens = new ArrayList<>();

        private final List<Integer> places = new ArrayList<>();
        private final Deque<Scope> scopes = new ArrayDeque<>();
        private int at;

        Statement(String sql) {
            for (Token token : Token.of(sql)) {
                if (token.kind() != Kind.GAP) {
                    tokens.add(token);
                    places.add(out.size());
                }
                out.add(token.text());
            }
            scopes.push(new Scope("", false));
        }

        String rewritten() {
            quoteNames();
            switch (token(0).keyword()) {
                case "CALL" -> call();
                case "USE" -> use();
                case "DESCRIBE", "DESC" -> describe();
                case "SHOW" -> show();
                default -> query(0);
            }
            return String.join("", out);
        }

        /** The token, or one that is nothing behind the last. */
        private Token token(int index) {
            return index >= 0 && index < tokens.size()
                    ? tokens.get(index)
                    : new Token(Kind.GAP, "");
        }

        private void replace(int index, String text) {
            out.set(places.get(index), text);
        }

        private void remove(int from, int to) {
            for (int i = from; i < to; i++) {
                replace(i, "");
            }
        }

        private void quoteNames() {
            for (int i = 0; i < tokens.size(); i++) {
                if (token(i).kind() == Kind.NAME) {
                    replace(i, quoted(token(i).value()));
                }
            }
        }

        private void query(int from) {
            at = from;
            while (at < tokens.size()) {
                Token token = token(at);
                Scope scope = scopes.element();
                if (scope.expectsTable && startsTable()) {
                    scope.expectsTable = false;
                    table();
                    continue;
                }
                if (token.isSymbol("(")) {
                    scopes.push(new Scope(token(at - 1).keyword(), scope.expectsTable));
                    scope.expectsTable = false;
                } else if (token.isSymbol(")")) {
                    if (scopes.size() > 1) {
                        scopes.pop();
                    }
                } else if (token.isSymbol(",")) {
                    scope.expectsTable = scope.inFrom;
                } else if (token.kind() == Kind.WORD) {
                    word(token, scope);
                }
                at++;
            }
        }

        private void word(Token token, Scope scope) {
            String keyword = token.keyword();
            if (isReservedColumn(at, scope)) {
                replace(at, quoted(token.text()));
            } else if (token(at + 1).isSymbol(".") || token(at - 1).isSymbol(".")) {
                // The name of a table before its column, or the column behind it.
                if (!token(at + 1).isSymbol("(")) {
                    replace(at, quoted(token.text()));
                }
            } else if (keyword.equals("JOIN") || (keyword.equals("FROM") && isClause(scope))) {
                scope.inFrom = true;
                scope.expectsTable = true;
            } else if (AFTER_FROM.contains(keyword)) {
                scope.inFrom = false;
                scope.expectsTable = false;
            } else if (NO_TABLE.contains(keyword)) {
                scope.expectsTable = false;
                scope.inFrom &= !keyword.equals("VALUES");
            }
        }

        /** Not the FROM of a function, and not that of IS DISTINCT FROM. */
        private boolean isClause(Scope scope) {
            boolean comparison =
                    token(at - 1).is("DISTINCT")
                            && (token(at - 2).is("IS") || token(at - 2).is("NOT"));
            return !comparison && !WITH_FROM.contains(scope.opener);
        }

        private boolean isReservedColumn(int index, Scope scope) {
            Token token = token(index);
            if (!COLUMNS.contains(token.text())) {
                return false;
            }
            Token before = token(index - 1);
            Token after = token(index + 1);
            boolean type = before.is("AS") && scope.opener.endsWith("CAST");
            boolean ofWindow = token.is("partition") && after.is("BY");
            boolean ofFrame =
                    token.is("rows") && (after.is("BETWEEN") || scope.opener.equals("OVER"));
            return !type
                    && !ofWindow
                    && !ofFrame
                    && after.kind() != Kind.TEXT
                    && !after.isSymbol("(")
                    && (before.kind() == Kind.SYMBOL
                            ? OPERATORS.contains(before.text())
                            : BEFORE_EXPRESSION.contains(before.keyword()));
        }

        private boolean startsTable() {
            Token token = token(at);
            return token.isName()
                    && !NO_TABLE.contains(token.keyword())
                    && !AFTER_FROM.contains(token.keyword())
                    && !token(at + 1).isSymbol("(");
        }

        /** A table of FROM or JOIN, with its version or time. */
        private void table() {
            int last = path(this::tableName);
            at = last + 1;
            int clause = token(at).is("FOR") ? at + 1 : at;
            boolean asOf = token(clause + 1).is("AS") && token(clause + 2).is("OF");
            if (!asOf) {
                return;
            }
            switch (token(clause).keyword()) {
                case "VERSION", "SYSTEM_VERSION" -> version(at, clause + 3);
                case "TIMESTAMP", "SYSTEM_TIME" -> time(at, clause, clause + 3);
                default -> {}
            }
        }

        private void version(int from, int value) {
            Token version = token(value);
            boolean number = version.kind() == Kind.NUMBER && version.text().matches("\\d+");
            String text = version.value();
            if (!number && (version.kind() != Kind.TEXT || text.isEmpty())) {
                throw UserError.badUsage(
                        "VERSION AS OF takes the id of a snapshot, or a tag or branch in single"
                                + " quotes, not "
                                + (text.isEmpty() ? "nothing" : text)
                                + "; the view snapshots lists the ids.");
            }
            // Iceberg's option for a tag reads a branch as well.
            String option = number || text.matches("\\d+") ? "snapshot-id" : "tag";
            remove(from, value);
            replace(value, "/*+ OPTIONS('%s'='%s') */".formatted(option, text.replace("'", "''")));
            at = value + 1;
        }

        private void time(int from, int word, int value) {
            remove(from, word);
            replace(word, "FOR SYSTEM_TIME");
            Token time = token(value);
            if (time.kind() == Kind.TEXT) {
                replace(value, Moment.literal(time.value()));
            } else if (time.kind() == Kind.NUMBER && time.text().matches("\\d{1,12}")) {
                replace(value, Moment.literal(Long.parseLong(time.text())));
            } else if (time.is("TIMESTAMP") && token(value + 1).kind() == Kind.TEXT) {
                replace(value, "");
                replace(value + 1, Moment.literal(token(value + 1).value()));
                value++;
            }
            at = value + 1;
        }

        private void call() {
            int last = path(1, this::procedureName);
            for (int i = last + 1; i < tokens.size(); i++) {
                if (token(i).kind() == Kind.WORD && token(i + 1).isSymbol("=>")) {
                    replace(i, quoted(token(i).text()));
                }
            }
        }

        private void use() {
            if (token(1).is("CATALOG")) {
                path(2, this::catalogName);
            } else if (!token(1).is("MODULES")) {
                path(1, this::databaseName);
            }
        }

        private void describe() {
            int name = 1;
            while (token(name + 1).isName()
                    && Set.of("TABLE", "EXTENDED").contains(token(name).keyword())) {
                name++;
            }
            path(name, this::tableName);
        }

        private void show() {
            boolean ofTable = token(1).is("COLUMNS") || token(1).is("CREATE");
            for (int i = 1; i < tokens.size(); i++) {
                boolean create = token(1).is("CREATE") && i == 2;
                if (create || token(i).is("FROM") || token(i).is("IN")) {
                    path(i + 1, ofTable ? this::tableName : this::databaseName);
                    return;
                }
            }
        }

        private interface Naming {
            List<String> of(List<String> parts);
        }

        private int path(Naming naming) {
            return path(at, naming);
        }

        /** Replaces a name of one or more parts, and returns the place of its last part. */
        private int path(int from, Naming naming) {
            if (!token(from).isName()) {
                return from - 1;
            }
            List<String> parts = new ArrayList<>(List.of(token(from).value()));
            int last = from;
            while (token(last + 1).isSymbol(".") && token(last + 2).isName()) {
                last += 2;
                parts.add(token(last).value());
            }
            remove(from, last);
            replace(
                    last,
                    naming.of(parts).stream()
                            .map(Rewriter::quoted)
                            .collect(Collectors.joining(".")));
            return last;
        }

        private List<String> catalogName(List<String> parts) {
            return ALIASES.contains(parts.get(0)) ? List.of(catalog) : parts;
        }

        private List<String> databaseName(List<String> parts) {
            return parts.size() > 1 && isCatalog(parts.get(0)) ? inCatalog(parts) : parts;
        }

        private List<String> procedureName(List<String> parts) {
            return parts.size() > 2 && isCatalog(parts.get(0)) ? inCatalog(parts) : parts;
        }

        private List<String> inCatalog(List<String> parts) {
            List<String> named = new ArrayList<>(parts);
            named.set(0, catalog);
            return named;
        }

        private List<String> tableName(List<String> parts) {
            boolean withCatalog = parts.size() > 2 && isCatalog(parts.get(0));
            List<String> named = withCatalog ? inCatalog(parts) : new ArrayList<>(parts);
            int last = named.size() - 1;
            String view = named.get(last).toLowerCase(Locale.ROOT);
            boolean ofTable =
                    switch (parts.size()) {
                        case 1 -> false;
                        case 2 -> !isDatabase.test(parts.get(0));
                        case 3 -> !withCatalog;
                        default -> true;
                    };
            if (ofTable && VIEWS.contains(view)) {
                named.remove(last);
                named.set(last - 1, named.get(last - 1) + "$" + view);
            }
            return named;
        }
    }

    private static String quoted(String name) {
        return '`' + name.replace("`", "``") + '`';
    }
}
