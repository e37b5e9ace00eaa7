package io.tickhouse.model.analytics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tickhouse.model.Trade;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class PrintTest {

    private static final Ruleset MINUTE = Ruleset.named("alpaca-minute");
    private static final Ruleset DAY = Ruleset.named("alpaca-daily");

    @Test
    void orderIsByTimeExchangeIdPriceAndSize() {
        List<Print> ordered =
                List.of(
                        new Print(1, "V", 9, 9, 9, 0, 0),
                        new Print(2, null, 9, 9, 9, 0, 0),
                        new Print(2, "Q", 1, 9, 9, 0, 0),
                        new Print(2, "Q", Long.MAX_VALUE, 9, 9, 0, 0),
                        new Print(2, "Q", -1, 1, 9, 0, 0),
                        new Print(2, "Q", -1, 2, 1, 0, 0),
                        new Print(2, "Q", -1, 2, 2, 0, 0),
                        new Print(2, "V", 0, 0, 0, 0, 0));
        List<Print> sorted = new ArrayList<>(ordered);
        Collections.reverse(sorted);
        Collections.sort(sorted);

        assertThat(sorted).isEqualTo(ordered);
    }

    @Test
    void hasTheEffectsOfBothRules() {
        Trade trade = trade();
        trade.conditions = Trades.bytes(List.of("@", "T"));
        Print print = Print.of(trade, MINUTE, DAY);

        assertThat(print)
                .isEqualTo(
                        new Print(
                                7,
                                "Q",
                                5,
                                10_010_000_000L,
                                500_000_000,
                                Effect.LAST | Effect.HIGH_LOW | Effect.VOLUME,
                                Effect.VOLUME));
    }

    @Test
    void refusesATradeWithoutPriceOrWithTooManyDecimals() {
        Trade unpriced = trade();
        unpriced.price = Double.NaN;
        Trade fine = trade();
        fine.size = 0.0000000001;

        assertThatThrownBy(() -> Print.of(unpriced, MINUTE, DAY))
                .isInstanceOf(ArithmeticException.class);
        assertThatThrownBy(() -> Print.of(fine, MINUTE, DAY))
                .isInstanceOf(ArithmeticException.class);
    }

    private static Trade trade() {
        Trade trade = new Trade();
        trade.timeNs = 7;
        trade.exchange = Trades.bytes("Q");
        trade.id = 5;
        trade.price = 10.01;
        trade.size = 0.5;
        return trade;
    }
}
