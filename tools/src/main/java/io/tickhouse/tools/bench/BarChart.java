package io.tickhouse.tools.bench;

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
    private final String format;
    private final List<Bar> bars = new ArrayList<>();

    private record Bar(String label, Spread spread) {}

    /**
     * Creates an empty chart.
     *
     * @param format of the values, such as %.2f
     */
    BarChart(String title, String format) {
        this.title = title;
        this.format = format;
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
        line(
                svg,
                "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\""
                        + " font-family=\"sans-serif\" font-size=\"13\">",
                LABELS + BARS + VALUES,
                TOP + ROW * bars.size() + 20);
        line(svg, "<rect width=\"100%%\" height=\"100%%\" fill=\"white\"/>");
        line(svg, "<text x=\"10\" y=\"25\" font-size=\"16\">%s</text>", escaped(title));
        int y = TOP;
        for (Bar bar : bars) {
            row(svg, bar, y, scale);
            y += ROW;
        }
        line(svg, "</svg>");
        return svg.toString();
    }

    private void row(StringBuilder svg, Bar bar, int y, double scale) {
        Spread spread = bar.spread;
        int middle = y + ROW / 2;
        double low = LABELS + spread.min() * scale;
        double high = LABELS + spread.max() * scale;
        line(
                svg,
                "<text x=\"%d\" y=\"%d\" text-anchor=\"end\">%s</text>",
                LABELS - 8,
                middle + 5,
                escaped(bar.label));
        line(
                svg,
                "<rect x=\"%d\" y=\"%d\" width=\"%.1f\" height=\"%d\" fill=\"#4c78a8\"/>",
                LABELS,
                y + 4,
                spread.median() * scale,
                ROW - 8);
        line(
                svg,
                "<path d=\"M%1$.1f %3$d V%4$d M%1$.1f %5$d H%2$.1f M%2$.1f %3$d V%4$d\""
                        + " stroke=\"black\" fill=\"none\"/>",
                low,
                high,
                middle - 5,
                middle + 5,
                middle);
        line(svg, "<text x=\"%.1f\" y=\"%d\">%s</text>", high + 8, middle + 5, spread.text(format));
    }

    private static void line(StringBuilder svg, String format, Object... values) {
        svg.append(Markdown.format(format, values)).append('\n');
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }
}
