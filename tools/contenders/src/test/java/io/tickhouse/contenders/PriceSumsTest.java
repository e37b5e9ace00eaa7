package io.tickhouse.contenders;

import static org.assertj.core.api.Assertions.assertThat;

import io.tickhouse.contenders.SlidingWindows.Print;
import org.junit.jupiter.api.Test;

class PriceSumsTest {

    @Test
    void sumsUpTheTradesOfAWindow() {
        double[] sums = sums(new Print("A", 4, 1), new Print("A", 2, 3), new Print("A", 3, 0));
        StringBuilder json = new StringBuilder();

        PriceSums.writePrices(sums, json);
        PriceSums.writeMean(sums, json);
        PriceSums.writeVolume(sums, json);

        assertThat(json)
                .hasToString(
                        ",\"open\":4.0,\"high\":4.0,\"low\":2.0,\"close\":3.0"
                                + ",\"sma_trade\":3.0,\"stddev_price\":1.0"
                                + ",\"volume\":4.0,\"trades\":3,\"vwap\":2.5");
    }

    @Test
    void leavesOutWhatOneTradeDoesNotGive() {
        double[] sums = sums(new Print("A", 4, 0));
        StringBuilder json = new StringBuilder();

        PriceSums.writeMean(sums, json);
        PriceSums.writeVolume(sums, json);

        assertThat(json).hasToString(",\"sma_trade\":4.0,\"volume\":0.0,\"trades\":1");
    }

    private static double[] sums(Print... prints) {
        PriceSums function = new PriceSums();
        double[] sums = function.createAccumulator();
        for (Print print : prints) {
            sums = function.add(print, sums);
        }
        return function.getResult(sums);
    }
}
