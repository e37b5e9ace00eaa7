package io.tickhouse.tools.feed.file;

import de.siegmar.fastcsv.reader.CsvRecord;
import io.tickhouse.model.Kind;
import io.tickhouse.tools.UserError;
import io.tickhouse.tools.feed.file.BadCell.Unsaid;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads a table as messages: one per row, or one per row and symbol if several symbols are side by
 * side. The header and the first rows determine what columns, numbers and times mean; otherwise the
 * file is rejected.
 *
 * <p>Guarantee: every row becomes a message, or is reported, or is skipped by a rule of its layout
 * and counted in a note.
 */
final class CsvReader implements Messages {

    private static final int FIRST_ROWS = 3;
    private static final long NANOS_PER_SECOND = 1_000_000_000L;
    private static final char NOT_DECODED = '\ufffd'; // what the decoder puts in its place
    private static final Pattern EIGHT_DIGITS = Pattern.compile("(?<![0-9])[0-9]{8}(?![0-9])");

    /** The columns of one symbol: all columns, or those of one of several symbols side by side. */
    private record View(String symbol, Columns columns) {}

    private final ReplayFile file;
    private final FileOptions options;
    private final BadRows badRows;
    private final Table table;
    private final Layout layout;
    private final List<String> header;
    private final Map<String, Integer> places = new LinkedHashMap<>();
    private final List<View> views;
    private final Numbers numbers;
    private final RowWriter writer;
    private final Mapping mapping;
    private final ArrayDeque<Element> ready = new ArrayDeque<>();
    private final Set<String> notes = new LinkedHashSet<>();
    private final List<String> newNotes = new ArrayList<>();

    private Times times;
    private boolean days; // times are dates, in a file that does not tell a zone
    private char barType;
    private long passedOver;
    private String whyPassedOver;

    /**
     * @param year the current year; a time since 1970 may be at most one year ahead of it
     * @throws UserError if the table cannot be understood without the user
     */
    CsvReader(ReplayFile file, FileOptions options, int year, BadRows badRows) throws IOException {
        this.file = file;
        this.options = options;
        this.badRows = badRows;
        this.table = new Table(file, options);
        this.layout = table.layout();
        this.header = table.names();
        for (int i = 0; i < header.size(); i++) {
            places.putIfAbsent(Columns.plain(header.get(i)), i);
        }
        this.times = times(year);
        this.views = table.symbols() == null ? List.of(view()) : views(table.symbols());
        decideTimes();
        try {
            this.numbers =
                    options.decimal() != null
                            ? new Numbers(options.decimal(), true)
                            : Numbers.of(numberCells());
        } catch (Unsaid e) {
            throw UserError.badUsage("In %s: %s.".formatted(file.name(), e.getMessage()));
        }
        this.writer = new RowWriter(layout, numbers, this::note);
        if (layout.note() != null) {
            note(layout.note());
        }
        noteSpacing();
        this.mapping = mapping(tryRows());
    }

    private View view() {
        Columns columns = Columns.find(header, layout, options, this::shapeOf);
        Integer place = columns.byField().get("S");
        if (place == null && options.symbol == null) {
            throw UserError.badUsage(
                    "No column of %s is known to hold the symbol: say it with --symbol%s, or name"
                                    .formatted(header, suggestedSymbol())
                            + " the column with --map S=COLUMN.");
        }
        if (place != null && options.symbol != null) {
            throw UserError.badUsage(
                    "%s has a column for the symbol, %s: leave out --symbol, or the column with"
                                    .formatted(file.name(), header.get(place))
                            + " --map S=.");
        }
        return new View(options.symbol, columns);
    }

    /** Suggests the file name: files are often named after their symbol. */
    private String suggestedSymbol() {
        Matcher name = Pattern.compile("[A-Za-z0-9]{1,12}").matcher(file.name());
        return name.lookingAt()
                ? ", such as --symbol " + name.group().toUpperCase(Locale.ROOT)
                : "";
    }

    private List<View> views(List<String> symbols) {
        Set<String> distinct = new LinkedHashSet<>(symbols.subList(1, symbols.size()));
        if (options.symbol != null && distinct.size() > 1) {
            throw UserError.badUsage(
                    "%s has the symbols %s: leave out --symbol.".formatted(file.name(), distinct));
        }
        List<View> found = new ArrayList<>();
        for (String symbol : distinct) {
            List<String> own = new ArrayList<>(header);
            for (int i = 1; i < own.size(); i++) {
                own.set(i, symbols.get(i).equals(symbol) ? own.get(i) : "");
            }
            found.add(
                    new View(
                            options.symbol != null ? options.symbol : symbol,
                            Columns.find(own, layout, options, this::shapeOf)));
        }
        return found;
    }

    /** What the first rows hold in a column. */
    private Times.Shape shapeOf(int column) {
        for (CsvRecord row : table.sample()) {
            Times.Shape shape = times.shape(cell(row, column));
            if (shape != Times.Shape.NONE) {
                return shape;
            }
        }
        return Times.Shape.NONE;
    }

    private static String cell(CsvRecord row, int column) {
        return column < row.getFieldCount() ? row.getField(column).strip() : "";
    }

    private List<String> numberCells() {
        List<String> cells = new ArrayList<>();
        for (View view : views) {
            for (Map.Entry<String, Integer> column : view.columns.byField().entrySet()) {
                if (Columns.isNumber(view.columns.kind(), column.getKey())) {
                    table.sample().forEach(row -> cells.add(cell(row, column.getValue())));
                }
            }
        }
        return cells;
    }

    private Times times(int year) {
        ZoneId zone = options.zone() != null ? options.zone() : layout.zone();
        Times.Order order = options.dateOrder() != null ? options.dateOrder() : layout.order();
        LocalDate date = options.date();
        if (date == null && layout.hasDateInName()) {
            date = dateIn(file.name());
        }
        return new Times(zone, options.ambiguous(), order, options.minYear, year + 1, date);
    }

    /** The first date in the name of a file, or null. */
    static LocalDate dateIn(String name) {
        Matcher digits = EIGHT_DIGITS.matcher(name);
        while (digits.find()) {
            try {
                return LocalDate.parse(digits.group(), DateTimeFormatter.BASIC_ISO_DATE);
            } catch (DateTimeParseException e) {
                // Another number, such as an account's. A date may follow.
            }
        }
        return null;
    }

    /** Decides the order of day and month, whether times are days, and the type of bars. */
    private void decideTimes() {
        Columns columns = views.get(0).columns;
        if (options.zone() == null && columns.isInUtc(header)) {
            times = times.withZone(ZoneId.of("UTC"));
        }
        if (!times.hasOrder()) {
            for (CsvRecord row : table.sample()) {
                Times.Order order = Times.orderOf(timeText(row, columns));
                if (order != null) {
                    times = times.withOrder(order);
                    break;
                }
            }
        }
        if (columns.kind() == Kind.BAR) {
            boolean allDays = areDays(columns);
            days = allDays && times.zone() == null;
            barType = options.bars() != 0 ? options.bars() : allDays ? 'd' : 'b';
        }
    }

    /** Whether the times of the first rows are dates or midnights. */
    private boolean areDays(Columns columns) {
        Times lenient = times.zone() == null ? times.withZone(ZoneOffset.UTC) : times;
        boolean any = false;
        for (CsvRecord row : table.sample()) {
            Boolean day = isDay(lenient, timeText(row, columns));
            if (Boolean.FALSE.equals(day)) {
                return false;
            }
            any |= day != null;
        }
        return any;
    }

    /** Null if the text cannot be read; that is reported with its row. */
    private static Boolean isDay(Times times, String text) {
        try {
            return times.read(text).day();
        } catch (BadCell e) {
            return null;
        }
    }

    private static String timeText(CsvRecord row, Columns columns) {
        String first = cell(row, columns.time().get(0));
        return columns.time().size() == 1 ? first : first + " " + cell(row, columns.time().get(1));
    }

    private Times.Time time(CsvRecord row, Columns columns) throws BadCell {
        String text = timeText(row, columns);
        if (text.isBlank()) {
            throw new BadCell("t is empty");
        }
        if (days) {
            Times.Time day = times.withZone(ZoneOffset.UTC).read(text);
            // The first rows were all days; a time of day still needs a zone.
            return day.day() ? day : times.read(text);
        }
        return times.read(text);
    }

    /** Adds a note: bars of a second or an hour have no type of their own. */
    private void noteSpacing() {
        if (barType != 'b') {
            return;
        }
        long before = Long.MAX_VALUE;
        long least = Long.MAX_VALUE;
        for (CsvRecord row : table.sample()) {
            try {
                long at = time(row, views.get(0).columns).nanos();
                if (at > before) {
                    least = Math.min(least, at - before);
                }
                before = at;
            } catch (BadCell e) {
                before = Long.MAX_VALUE;
            }
        }
        if (least != Long.MAX_VALUE && least != 60 * NANOS_PER_SECOND) {
            note(
                    "the bars are %,d s apart, but the feed has types for minute and daily bars only"
                            .formatted(least / NANOS_PER_SECOND));
        }
    }

    /** Result of reading the first rows. */
    private record Tried(Map<String, String> rows, Map<Long, String> bad) {}

    /** Reads the first rows to report on them. Rejects a table if none of them can be read. */
    private Tried tryRows() throws IOException {
        Tried tried = new Tried(new LinkedHashMap<>(), new LinkedHashMap<>());
        for (CsvRecord row : table.sample()) {
            long line = row.getStartingLineNumber();
            try {
                convert(row);
                for (Element element : ready) {
                    if (tried.rows.size() < FIRST_ROWS) {
                        String text = new String(element.json(), StandardCharsets.UTF_8);
                        tried.rows.merge("line " + line, text, (a, b) -> a + " " + b);
                    }
                }
            } catch (Unsaid e) {
                throw UserError.badUsage(
                        "Line %d of %s: %s%s."
                                .formatted(line, file.name(), e.getMessage(), hint(e)));
            } catch (BadCell e) {
                tried.bad.put(line, e.getMessage());
            } finally {
                ready.clear();
            }
        }
        if (tried.rows.isEmpty()) {
            throw UserError.failed(
                    tried.bad.isEmpty()
                            ? "The file %s has no rows that hold a message.".formatted(file.name())
                            : "None of the first %,d rows of %s can be read; line %d: %s."
                                    .formatted(
                                            table.sample().size(),
                                            file.name(),
                                            tried.bad.keySet().iterator().next(),
                                            tried.bad.values().iterator().next()));
        }
        if (passedOver > 0) {
            note(
                    "%,d of the first %,d rows are not messages: %s"
                            .formatted(passedOver, table.sample().size(), whyPassedOver));
        }
        passedOver = 0;
        return tried;
    }

    private String hint(Unsaid e) {
        boolean known = layout.zoneHint() != null && e.getMessage().contains("--zone");
        return known ? "; of %s it is %s".formatted(layout.title(), layout.zoneHint()) : "";
    }

    private Mapping mapping(Tried tried) {
        Columns columns = views.get(0).columns;
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("file", file.name() + ": " + file.written());
        facts.put("layout", layout.title());
        facts.put("rows", kindName(columns));
        facts.put(
                "written",
                "separated by %s, decimal %s"
                        .formatted(
                                Delimiter.name(table.delimiter()),
                                numbers.mark().name().toLowerCase(Locale.ROOT)));
        facts.put("times", timesName());
        if (views.get(0).symbol != null) {
            facts.put("symbol", String.join(", ", views.stream().map(View::symbol).toList()));
        }
        Map<String, String> named = new LinkedHashMap<>();
        columns.byField()
                .forEach(
                        (field, place) ->
                                named.merge(
                                        nameOf(place),
                                        Columns.words(columns.kind(), field),
                                        (a, b) -> a + "; " + b));
        named.put(
                String.join(" + ", columns.time().stream().map(this::nameOf).toList()),
                Columns.words(columns.kind(), "t"));
        List<String> unused = new ArrayList<>();
        for (int place = 0; place < header.size(); place++) {
            int at = place;
            if (views.stream().noneMatch(view -> view.columns.uses(at))) {
                unused.add(nameOf(place));
            }
        }
        return new Mapping(
                facts, named, unused, List.copyOf(notes), tried.rows, tried.bad, barType == 'd');
    }

    private String nameOf(int place) {
        String name = header.get(place);
        return name.isEmpty() ? "(column %d)".formatted(place + 1) : name;
    }

    private String kindName(Columns columns) {
        if (columns.kind() == Kind.BAR) {
            return barType == 'd'
                    ? "daily bars (T=d)"
                    : "minute bars (T=b; --bars daily where they are of a day)";
        }
        return "%s (T=%s)".formatted(columns.kind().plural(), columns.kind().types().get(0));
    }

    private String timesName() {
        String zone =
                days
                        ? "dates, midnight in UTC where they tell no zone (--zone for another)"
                        : times.zone() == null
                                ? "their zone is in them"
                                : "in %s where they tell no zone".formatted(times.zone());
        return times.date() == null ? zone : "of " + times.date() + ", " + zone;
    }

    private void note(String note) {
        if (notes.add(note) && mapping != null) {
            newNotes.add(note);
        }
    }

    @Override
    public Mapping mapping() {
        return mapping;
    }

    @Override
    public List<String> newNotes() {
        List<String> told = List.copyOf(newNotes);
        newNotes.clear();
        return told;
    }

    @Override
    public Element next() throws IOException {
        while (ready.isEmpty()) {
            CsvRecord row = table.next();
            if (row == null) {
                if (passedOver > 0) {
                    note("%,d rows are not messages: %s".formatted(passedOver, whyPassedOver));
                }
                return null;
            }
            try {
                convert(row);
            } catch (BadCell e) {
                ready.clear();
                badRows.report(row.getStartingLineNumber(), e.getMessage());
            }
        }
        return ready.remove();
    }

    private void convert(CsvRecord record) throws BadCell, IOException {
        List<String> cells = record.getFields();
        check(cells);
        Row row = new Row(cells, places);
        String reason = layout.passedOver(row);
        if (reason != null) {
            passedOver++;
            whyPassedOver = reason;
            return;
        }
        for (View view : views) {
            if (views.size() == 1 || hasValues(view, cells)) {
                long timeNs = time(record, view.columns).nanos();
                ready.add(writer.write(row, view.columns, type(view, row), view.symbol, timeNs));
            }
        }
    }

    private void check(List<String> cells) throws BadCell {
        boolean extra =
                cells.size() > header.size()
                        && !cells.subList(header.size(), cells.size()).stream()
                                .allMatch(String::isBlank);
        if (extra || cells.size() < header.size()) {
            throw new BadCell(
                    "%d cells where the header has %d".formatted(cells.size(), header.size()));
        }
        for (String cell : cells) {
            if (cell.indexOf(NOT_DECODED) >= 0) {
                throw new BadCell(
                        "not %s: say --encoding, such as --encoding windows-1252"
                                .formatted(file.charset()));
            }
            if (cell.indexOf('\n') >= 0) {
                throw new BadCell(
                        "a cell has a line break: a quote is opened and not closed on its line");
            }
        }
    }

    /**
     * Whether the symbol has values in this row: it need not have traded on every day of the
     * others.
     */
    private static boolean hasValues(View view, List<String> cells) {
        return view.columns.byField().values().stream()
                .map(place -> cells.get(place).strip())
                .anyMatch(cell -> !cell.isEmpty() && !Numbers.isMissing(cell));
    }

    private String type(View view, Row row) throws BadCell {
        if (view.columns.kind() == Kind.BAR) {
            char told = options.bars() != 0 ? 0 : layout.barType(row);
            return Character.toString(told != 0 ? told : barType);
        }
        return view.columns.kind().types().get(0);
    }
}
