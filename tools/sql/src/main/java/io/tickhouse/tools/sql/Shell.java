package io.tickhouse.tools.sql;

import io.tickhouse.tools.UserError;
import io.tickhouse.tools.lake.SqlRequest;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;
import org.jline.reader.EOFError;
import org.jline.reader.EndOfFileException;
import org.jline.reader.LineReader;
import org.jline.reader.LineReaderBuilder;
import org.jline.reader.ParsedLine;
import org.jline.reader.Parser;
import org.jline.reader.UserInterruptException;
import org.jline.reader.impl.DefaultParser;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;

/**
 * Statements from a terminal, with a history. A statement ends with a semicolon and may have many
 * lines. Ctrl-C drops what was typed, or ends the query that runs; Ctrl-D ends the shell.
 */
final class Shell {

    private static final String HELP =
            """
            A statement ends with ; and may have many lines:
              SHOW TABLES;
              DESCRIBE db.flattened_stocks;
              SELECT S, COUNT(*) FROM db.flattened_stocks GROUP BY S;
              SELECT COUNT(*) FROM db.flattened_stocks TIMESTAMP AS OF '2024-11-01 10:00:00';
              SELECT * FROM db.flattened_stocks VERSION AS OF 123456789;
              SELECT * FROM db.flattened_stocks.snapshots;
            Times are in UTC. Ctrl-C ends a query. quit, exit or Ctrl-D leave the shell.
            """;

    private Shell() {}

    /**
     * Runs until the user leaves.
     *
     * @throws IOException if there is no terminal
     */
    static void run(Session session, SqlRequest request) throws IOException {
        try (Terminal terminal = TerminalBuilder.builder().system(true).build()) {
            LineReader reader =
                    LineReaderBuilder.builder()
                            .appName("tickhouse")
                            .terminal(terminal)
                            .parser(new UntilSemicolon())
                            .variable(LineReader.HISTORY_FILE, Path.of(request.history()))
                            .variable(LineReader.SECONDARY_PROMPT_PATTERN, "  -> ")
                            .option(LineReader.Option.DISABLE_EVENT_EXPANSION, true)
                            .build();
            // While a line is read, the reader has a handler of its own.
            terminal.handle(Terminal.Signal.INT, signal -> session.cancel());
            PrintWriter out = terminal.writer();
            out.println(request + ". help tells more.");
            while (true) {
                try {
                    String text = reader.readLine("sql> ");
                    if (isWord(text, "quit", "exit")) {
                        return;
                    }
                    if (isWord(text, "help")) {
                        out.print(HELP);
                        continue;
                    }
                    for (String statement : Statements.of(text)) {
                        session.run(statement, out);
                    }
                } catch (UserError e) {
                    out.println(request.hints(e.getMessage()));
                } catch (UserInterruptException e) {
                    // What was typed is dropped.
                } catch (EndOfFileException e) {
                    return;
                } finally {
                    out.flush();
                }
            }
        }
    }

    private static boolean isWord(String text, String... words) {
        String word = text.strip().replaceFirst(";$", "").strip().toLowerCase(Locale.ROOT);
        for (String each : words) {
            if (word.equals(each)) {
                return true;
            }
        }
        return false;
    }

    /** Takes a line for complete when a semicolon ends it. */
    private static final class UntilSemicolon implements Parser {

        private final DefaultParser words =
                new DefaultParser().escapeChars(null).quoteChars(new char[0]);

        @Override
        public ParsedLine parse(String line, int cursor, ParseContext context) {
            boolean accepted =
                    context == ParseContext.ACCEPT_LINE || context == ParseContext.UNSPECIFIED;
            if (accepted && !Statements.complete(line) && !isWord(line, "quit", "exit", "help")) {
                throw new EOFError(-1, -1, "The statement has no semicolon yet.");
            }
            return words.parse(line, cursor, ParseContext.COMPLETE);
        }
    }
}
