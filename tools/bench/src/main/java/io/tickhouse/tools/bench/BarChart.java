package io.tickhouse.tools.bench;

import static io.tickhouse.tools.bench.Markdown.format;

import java.util.ArrayList;
import java.util.List;

/**
 * An SVG bar chart: a bar for each median, with a whisker from minimum to maximum.
 *
 * <p>It is written by hand. Chart libraries draw only symmetric whiskers, and turn text into
 * outlines, for which a server's Java often lacks the fonts.
 */
final class BarChart {

    private static final int LABELS = 170;
    private static final int BARS = 560;
    private static final int VALUES = 190;
    private static final int ROW = 30;
    private static final int TOP = 50;

    private final String title;
    private final String valueFormat;
    private final List<Bar> bars = new ArrayList<>();

    private record Bar(String label, Spread spread) {}

    /**
     * Creates an empty chart.
     *
     * @param format of the values, such as %.2f
     */
    BarChart(String title, String format) {
        this.title = title;
        this.valueFormat = format;
    }

    /** Adds the next bar below the others. */
    void add(String label, Spread spread) {
        bars.add(new Bar(label, spread));
    }

    boolean isEmpty() {
        return bars.isEmpty();
    }

    String toSvg() {
        double most = bars.stream().mapToDouble(bar -> bar.spread.max()).max().orElse(0);
        double scale = most > 0 ? BARS / most : 0;
        StringBuilder svg = new StringBuilder();
        svg.append(
                format(
                        """
                        <svg xmlns="http://www.w3.org/2000/svg" width="%d" height="%d" \
                        font-family="sans-serif" font-size="13">
                        <rect width="100%%" height="100%%" fill="white"/>
                        <text x="10" y="25" font-size="16">%s</text>
                        """,
                        LABELS + BARS + VALUES, TOP + ROW * bars.size() + 20, escaped(title)));
        for (int row = 0; row < bars.size(); row++) {
            svg.append(row(bars.get(row), TOP + ROW * row, scale));
        }
        return svg.append("</svg>\n").toString();
    }

    /** Its label ends, and its bar begins, at the origin of the group. */
    private String row(Bar bar, int y, double scale) {
        double low = bar.spread.min() * scale;
        double high = bar.spread.max() * scale;
        return format(
                """
                <g transform="translate(%d %d)">
                <text x="-8" y="20" text-anchor="end">%s</text>
                <rect x="0" y="4" width="%.1f" height="22" fill="#4c78a8"/>
                <path d="M%.1f 10 V20 M%<.1f 15 H%.1f M%<.1f 10 V20" stroke="black" fill="none"/>
                <text x="%.1f" y="20">%s</text>
                </g>
                """,
                LABELS,
                y,
                escaped(bar.label),
                bar.spread.median() * scale,
                low,
                high,
                high + 8,
                bar.spread.text(valueFormat));
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }
}
