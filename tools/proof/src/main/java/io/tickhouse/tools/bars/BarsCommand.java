package io.tickhouse.tools.bars;

import io.tickhouse.tools.ResultFormat;
import io.tickhouse.tools.UserError;
import io.tickhouse.tools.Workspace;
import io.tickhouse.tools.lake.CatalogOption;
import io.tickhouse.tools.lake.Lake;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.expressions.Expression;
import org.apache.iceberg.expressions.Expressions;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code tickhouse bars}: the bars and windows of a symbol, as they are or were. */
@Command(
        name = "bars",
        mixinStandardHelpOptions = true,
        subcommands = {BarsVerifyCommand.class, BarsDiffCommand.class},
        description = {
            "Prints the bars of a symbol that the analytics job wrote, or its windows. Of each, the"
                    + " latest version counts, or the latest that was known at a time."
        },
        footer = {
            "",
            "Examples:",
            "  ./tickhouse bars AAPL --size 5m --day 2026-03-02",
            "  ./tickhouse bars AAPL --as-of 2026-03-02T16:05",
            "  ./tickhouse bars AAPL --windows --limit 5",
            "  ./tickhouse bars verify --day 2026-03-02",
            "  ./tickhouse bars diff --vendor --day 2026-03-02"
        })
public final class BarsCommand implements Callable<Integer> {

    @Spec private CommandSpec spec;
    @Mixin private Workspace workspace;
    @Mixin private CatalogOption catalog;

    @Parameters(arity = "0..1", paramLabel = "SYMBOL", description = "Which symbol, as AAPL.")
    private String symbol;

    @Option(
            names = "--size",
            paramLabel = "SIZE",
            description = "The size of the bars: 1m, 5m, 15m, 1h, 1d (default 1m).")
    private String size;

    @Option(
            names = "--day",
            paramLabel = "YYYY-MM-DD",
            description = "Only those that begin on this day of New York.")
    private String day;

    @Option(
            names = "--from",
            paramLabel = "TIME",
            description =
                    "Only those from this time on: 2026-03-02T14:30:00Z, or without Z by the clock"
                            + " of New York.")
    private String from;

    @Option(names = "--to", paramLabel = "TIME", description = "Only those before this time.")
    private String to;

    @Option(
            names = "--as-of",
            paramLabel = "TIME",
            description = "As they were known at this time of the feed.")
    private String asOf;

    @Option(names = "--versions", description = "All versions, not the latest alone.")
    private boolean versions;

    @Option(
            names = "--windows",
            description = "The figures over the time before each minute, instead of bars.")
    private boolean windows;

    @Option(
            names = "--limit",
            paramLabel = "N",
            defaultValue = "40",
            description = "How many rows, the latest; 0 for all (default ${DEFAULT-VALUE}).")
    private int limit;

    @Option(
            names = "--iceberg-table",
            paramLabel = "[CATALOG.]DB.TABLE",
            defaultValue = "local.db.analytics",
            description =
                    "What the names of the job's tables begin with (default ${DEFAULT-VALUE}).")
    private String icebergTable;

    @Option(names = "--json", description = "Print JSON, with all columns and times in UTC.")
    private boolean json;

    @Override
    public Integer call() throws IOException {
        check();
        Moments moments = Moments.of(day, from, to);
        Long knownAt = asOf == null ? null : Moments.micros(NewYork.time("--as-of", asOf));
        int seconds = BarSize.seconds(size == null ? "1m" : size);
        String suffix = windows ? "_windows" : "_bars";
        try (Lake lake = Lake.of(catalog.settings(workspace), icebergTable)) {
            LakeTable table = LakeTable.open(lake, icebergTable + suffix, NO_TABLE);
            List<Record> rows = rows(table, seconds, moments, knownAt);
            if (rows.isEmpty()) {
                throw nothing(table, seconds);
            }
            print(table, rows);
        }
        return 0;
    }

    static final String NO_TABLE =
            "start the job that makes it with ./tickhouse submit analytics, or correct"
                    + " --iceberg-table.";

    private void check() {
        if (symbol == null) {
            throw UserError.badUsage(
                    "Name a symbol, as in ./tickhouse bars AAPL, or verify or diff.");
        }
        if (windows && size != null) {
            throw UserError.badUsage("Windows have no size: give --windows or --size, not both.");
        }
        if (limit < 0) {
            throw UserError.badUsage("--limit is 0 or more, not " + limit + ".");
        }
    }

    private String timeColumn() {
        return windows ? "as_of" : "window_start";
    }

    /** By time and version. */
    private List<Record> rows(LakeTable table, int seconds, Moments moments, Long knownAt) {
        String time = timeColumn();
        Expression filter =
                Expressions.and(Expressions.equal("symbol", symbol), moments.filter(time));
        List<Record> all = new ArrayList<>();
        Versions last = new Versions(List.of(time));
        table.read(
                table.columns(),
                filter,
                row -> {
                    if (isOfSymbol(row)
                            && (windows || row.getField("size_s").equals(seconds))
                            && moments.contain(LakeTable.micros(row, time))
                            && (knownAt == null || LakeTable.micros(row, "known_at") <= knownAt)) {
                        last.accept(row);
                        if (versions) {
                            all.add(row);
                        }
                    }
                });
        List<Record> rows = versions ? all : new ArrayList<>(last.rows());
        rows.sort(
                Comparator.<Record>comparingLong(row -> LakeTable.micros(row, time))
                        .thenComparingInt(Versions::number));
        return rows;
    }

    private boolean isOfSymbol(Record row) {
        return row.getField("symbol").equals(symbol);
    }

    /** Says which of the conditions is the one that no row meets. */
    private UserError nothing(LakeTable table, int seconds) {
        List<Record> ofSymbol = new ArrayList<>();
        List<Record> ofSize = new ArrayList<>();
        table.read(
                windows ? List.of("symbol") : List.of("symbol", "size_s"),
                Expressions.equal("symbol", symbol),
                row -> {
                    if (isOfSymbol(row)) {
                        (windows || row.getField("size_s").equals(seconds) ? ofSize : ofSymbol)
                                .add(row);
                    }
                },
                () -> !ofSize.isEmpty());
        String rows = windows ? "windows" : "bars of " + BarSize.text(seconds);
        if (!ofSize.isEmpty()) {
            return UserError.failed(
                    "Table %s has %s of %s, but none %s: choose another %s."
                            .formatted(
                                    table.name(),
                                    rows,
                                    symbol,
                                    asOf == null
                                            ? "in that time"
                                            : "that was known at " + asOf + " in that time",
                                    asOf == null ? "--day, --from or --to" : "--as-of"));
        }
        if (!ofSymbol.isEmpty()) {
            return UserError.failed(
                    "Table %s has bars of %s, but none of %s: choose another --size, or start the"
                                    .formatted(table.name(), symbol, BarSize.text(seconds))
                            + " job with --bar-sizes.");
        }
        return UserError.failed(
                "Table %s has no symbol %s: correct its spelling, capitals count, or look for it"
                                .formatted(table.name(), symbol)
                        + " among the trades with ./tickhouse lake sql top-symbols.");
    }

    private void print(LakeTable table, List<Record> rows) {
        List<Record> shown =
                limit == 0 || limit >= rows.size()
                        ? rows
                        : rows.subList(rows.size() - limit, rows.size());
        PrintWriter out = spec.commandLine().getOut();
        RowTexts texts =
                json
                        ? RowTexts.all(table.columns())
                        : windows ? RowTexts.windows(table.columns()) : RowTexts.bars();
        texts.print(shown, json ? ResultFormat.JSON : ResultFormat.TABLE, out);
        out.flush();
        if (shown.size() < rows.size()) {
            spec.commandLine()
                    .getErr()
                    .printf(
                            "These are the latest %,d of %,d: --limit 0 prints all.%n",
                            shown.size(), rows.size());
        }
    }
}
