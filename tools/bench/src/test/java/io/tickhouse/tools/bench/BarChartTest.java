package io.tickhouse.tools.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.xml.parsers.DocumentBuilderFactory;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.AlphaChars;
import net.jqwik.api.constraints.Chars;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.NotEmpty;
import org.w3c.dom.Document;
import org.xml.sax.InputSource;

class BarChartTest {

    private static final Pattern BAR = Pattern.compile("width=\"([0-9.]+)\" height=\"22\"");

    @Property(tries = 200)
    void isXmlWhateverTheLabelsAre(
            @ForAll @AlphaChars @Chars({'<', '>', '&', '"', '%', ' '}) String label)
            throws Exception {
        BarChart chart = new BarChart(label, "%.1f");
        chart.add(label, new Spread(1, 1, 1, 1));

        Document svg = xml(chart);

        assertThat(svg.getElementsByTagName("text").item(0).getTextContent()).isEqualTo(label);
        assertThat(svg.getElementsByTagName("text").item(1).getTextContent()).isEqualTo(label);
    }

    @Property(tries = 200)
    void barsAreAsLongAsTheirMediansAndTheLongestWhiskerFits(
            @ForAll @NotEmpty List<@DoubleRange(min = 0.01, max = 1e9) Double> medians) {
        BarChart chart = new BarChart("t", "%.2f");
        medians.forEach(median -> chart.add("x", new Spread(median, median / 2, median * 2, 3)));

        List<Double> widths = widths(chart);

        double most = medians.stream().mapToDouble(m -> m).max().orElseThrow();
        assertThat(widths).hasSameSizeAs(medians);
        for (int i = 0; i < widths.size(); i++) {
            assertThat(widths.get(i)).isCloseTo(280 * medians.get(i) / most, within(0.06));
        }
    }

    @Example
    void valuesSayTheirSpreadUnlessThereIsOnlyOne() {
        BarChart chart = new BarChart("t", "%.2f");
        chart.add("one", new Spread(2.5, 2.5, 2.5, 1));
        chart.add("several", new Spread(2.5, 2, 3.125, 5));

        assertThat(chart.toSvg()).contains(">2.50<", ">2.50 (2.00 to 3.13)<");
    }

    @Example
    void nothingAtAllIsNoDivisionByZero() throws Exception {
        BarChart chart = new BarChart("t", "%.2f");
        assertThat(chart.isEmpty()).isTrue();
        chart.add("idle", new Spread(0, 0, 0, 2));

        assertThat(chart.isEmpty()).isFalse();
        assertThat(chart.toSvg()).doesNotContain("NaN", "Infinity");
        assertThat(xml(chart).getDocumentElement().getAttribute("height")).isEqualTo("100");
    }

    private static List<Double> widths(BarChart chart) {
        List<Double> widths = new ArrayList<>();
        Matcher bar = BAR.matcher(chart.toSvg());
        while (bar.find()) {
            widths.add(Double.valueOf(bar.group(1)));
        }
        return widths;
    }

    private static Document xml(BarChart chart) throws Exception {
        return DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new InputSource(new StringReader(chart.toSvg())));
    }
}
