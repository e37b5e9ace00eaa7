package io.tickhouse.tools.feed.file;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AfterProperty;
import net.jqwik.api.lifecycle.BeforeProperty;

/** Tests that a table holds the same trades however a program exports it. */
class TablePropertyTest {

    private static final List<String> COLUMNS =
            List.of("timestamp", "symbol", "price", "size", "exchange");

    private Path folder;

    @BeforeProperty
    void makeFolder() throws IOException {
        folder = Files.createTempDirectory("tables");
    }

    @AfterProperty
    void removeFolder() throws IOException {
        try (var files = Files.list(folder)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(folder);
    }

    /** One row, and the message that it must become. */
    record Trade(Instant time, String symbol, BigDecimal price, long size, String exchange) {

        String cell(String column) {
            return switch (column) {
                case "timestamp" -> time.toString();
                case "symbol" -> symbol;
                case "price" -> price.toPlainString();
                case "size" -> Long.toString(size);
                default -> exchange;
            };
        }

        String message() {
            return "{\"T\":\"t\",\"S\":\"%s\",\"x\":\"%s\",\"p\":%s,\"s\":%d,\"t\":\"%s\"}"
                    .formatted(symbol, exchange, price.toPlainString(), size, time);
        }
    }

    /** How a program writes a table. */
    record Dialect(char separator, String lineEnd, boolean quoted, boolean mark, Random order) {

        String text(List<Trade> trades) {
            List<String> columns = new ArrayList<>(COLUMNS);
            Collections.shuffle(columns, order);
            StringBuilder text = new StringBuilder(mark ? "\ufeff" : "");
            text.append(line(columns));
            trades.forEach(trade -> text.append(line(columns.stream().map(trade::cell).toList())));
            return text.toString();
        }

        private String line(List<String> cells) {
            List<String> written =
                    cells.stream().map(cell -> quoted ? '"' + cell + '"' : cell).toList();
            return String.join(String.valueOf(separator), written) + lineEnd;
        }
    }

    @Provide
    Arbitrary<List<Trade>> trades() {
        Arbitrary<Trade> trade =
                Combinators.combine(
                                Arbitraries.longs().between(946_684_800_000L, 1_767_225_599_000L),
                                Arbitraries.of("AAPL", "BRK.B", "NA", "NULL", "TRUE", "A", "ZVZZT"),
                                Arbitraries.bigDecimals()
                                        .between(new BigDecimal("0.0001"), new BigDecimal("99999"))
                                        .ofScale(4),
                                Arbitraries.longs().between(1, 10_000_000),
                                Arbitraries.of("V", "Q", "N"))
                        .as(
                                (millis, symbol, price, size, exchange) ->
                                        new Trade(
                                                Instant.ofEpochMilli(millis),
                                                symbol,
                                                price,
                                                size,
                                                exchange));
        return trade.list().ofMinSize(1).ofMaxSize(20);
    }

    @Provide
    Arbitrary<Dialect> dialects() {
        return Combinators.combine(
                        Arbitraries.of(',', ';', '\t', '|'),
                        Arbitraries.of("\n", "\r\n"),
                        Arbitraries.of(true, false),
                        Arbitraries.of(true, false),
                        Arbitraries.randoms())
                .as(Dialect::new);
    }

    @Property(tries = 200)
    void everyDialectHoldsTheSameTrades(
            @ForAll("trades") List<Trade> trades, @ForAll("dialects") Dialect dialect)
            throws IOException {
        Path file = Files.writeString(folder.resolve("x.csv"), dialect.text(trades));

        FileReading read = FileReading.of(file);

        assertThat(read.messages).isEqualTo(trades.stream().map(Trade::message).toList());
        assertThat(read.badRows).isEmpty();
    }

    @Property(tries = 100)
    void aBadRowIsReportedWithItsLineAndTheOthersAreRead(
            @ForAll("trades") List<Trade> trades,
            @ForAll("dialects") Dialect dialect,
            @ForAll Random random)
            throws IOException {
        int bad = 1 + random.nextInt(trades.size());
        List<String> lines =
                new ArrayList<>(List.of(dialect.text(trades).split(dialect.lineEnd(), -1)));
        List<String> cells = Collections.nCopies(COLUMNS.size(), "?");
        lines.add(1 + bad, String.join(String.valueOf(dialect.separator()), cells));
        Path file =
                Files.writeString(folder.resolve("x.csv"), String.join(dialect.lineEnd(), lines));

        FileReading read = FileReading.of(file);

        assertThat(read.messages).isEqualTo(trades.stream().map(Trade::message).toList());
        assertThat(read.badRows).hasSize(1).first().asString().startsWith((bad + 2) + ": ");
    }
}
