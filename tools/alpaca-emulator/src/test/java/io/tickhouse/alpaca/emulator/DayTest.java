package io.tickhouse.alpaca.emulator;

import static org.assertj.core.api.Assertions.assertThat;

import io.tickhouse.alpaca.emulator.MarketEvent.Cancel;
import io.tickhouse.alpaca.emulator.MarketEvent.Correction;
import io.tickhouse.alpaca.emulator.MarketEvent.Quote;
import io.tickhouse.alpaca.emulator.MarketEvent.Trade;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DayTest {

    private static final Instant OPENS = Instant.parse("2026-03-02T14:30:00Z");
    private static final int SECONDS = 70;
    private static final List<String> SYMBOLS = List.of("AAPL", "IBM");

    @Property(tries = 20)
    void whatIsPublishedIsWhatTheDayCounts(@ForAll long seed) {
        Day day = day(seed, Feed.SIP);
        List<MarketEvent> published = published(day);

        assertThat(total(day, Channel.TRADES))
                .isEqualTo(published.stream().filter(Trade.class::isInstance).count());
        assertThat(total(day, Channel.QUOTES))
                .isEqualTo(published.stream().filter(Quote.class::isInstance).count());
        assertThat(published).isNotEmpty();
    }

    @Property(tries = 20)
    void theSameSeedIsTheSameDayAndAnotherIsAnother(@ForAll long seed) {
        List<MarketEvent> published = published(day(seed, Feed.IEX));

        assertThat(published(day(seed, Feed.IEX))).isEqualTo(published);
        assertThat(published(day(seed + 1, Feed.IEX))).isNotEqualTo(published);
    }

    @Property(tries = 20)
    void noTwoQuotesOfASymbolHaveTheSameTime(@ForAll long seed) {
        Set<String> times = new HashSet<>();
        for (MarketEvent event : published(day(seed, Feed.SIP))) {
            if (event instanceof Quote) {
                assertThat(times.add(event.symbol() + event.nanos())).isTrue();
            }
        }
    }

    @Property(tries = 20)
    void noTwoTradesOfASymbolHaveTheSameId(@ForAll long seed) {
        Set<String> ids = new HashSet<>();
        for (MarketEvent event : published(day(seed, Feed.SIP))) {
            if (event instanceof Trade trade) {
                assertThat(ids.add(trade.symbol() + trade.exchange() + trade.id())).isTrue();
            }
        }
    }

    @Property(tries = 20)
    void whatIsAmendedWasPublishedBefore(@ForAll long seed) {
        Set<Trade> before = new HashSet<>();
        for (MarketEvent event : published(day(seed, Feed.SIP))) {
            if (event instanceof Trade trade) {
                before.add(trade);
            } else if (event instanceof Cancel cancel) {
                assertThat(before).contains(cancel.trade());
            } else if (event instanceof Correction correction) {
                assertThat(before).contains(correction.original());
            }
        }
    }

    @Property(tries = 20)
    void nothingHasATimeBeforeTheDayOrAfterItsPublication(@ForAll long seed) {
        Day day = day(seed, Feed.SIP);
        long from = day.hours().from();
        for (long slice = from; slice < day.hours().to(); slice++) {
            long end = (slice + 1) * Slices.NANOS;
            day.publish(
                    slice,
                    (channel, symbol) -> channel == Channel.TRADES || channel == Channel.QUOTES,
                    event -> assertThat(event.nanos()).isBetween(from * Slices.NANOS, end - 1));
        }
    }

    @Test
    void aMinuteWithoutTradesHasNoBar() {
        long before = OPENS.getEpochSecond() / 60 - 1;

        assertThat(day(1, Feed.SIP).bars().minute("b", 0, before, Long.MAX_VALUE)).isNull();
    }

    @Test
    void onlyWhatIsWantedIsPublished() {
        Day day = day(1, Feed.SIP);
        for (long slice = day.hours().from(); slice < day.hours().to(); slice++) {
            day.publish(
                    slice,
                    (channel, symbol) -> channel == Channel.QUOTES && symbol.equals("IBM"),
                    event -> {
                        assertThat(event).isInstanceOf(Quote.class);
                        assertThat(event.symbol()).isEqualTo("IBM");
                    });
        }
    }

    @ParameterizedTest
    @CsvSource({
        "SIP, 2026-03-02T14:30:00Z, 2026-03-02T05:00:00Z, 2026-03-03T05:00:00Z",
        "SIP, 2026-03-03T04:59:59Z, 2026-03-02T05:00:00Z, 2026-03-03T05:00:00Z",
        // The clock is put forward and back: days of 23 and 25 hours.
        "SIP, 2026-03-08T12:00:00Z, 2026-03-08T05:00:00Z, 2026-03-09T04:00:00Z",
        "SIP, 2026-11-01T12:00:00Z, 2026-11-01T04:00:00Z, 2026-11-02T05:00:00Z",
        "CRYPTO, 2026-03-08T23:59:59Z, 2026-03-08T00:00:00Z, 2026-03-09T00:00:00Z"
    })
    void aDayIsThatOfTheMarket(Feed feed, Instant time, Instant start, Instant next) {
        Bars bars = day(1, feed).bars();

        assertThat(bars.dayStart(time.getEpochSecond())).isEqualTo(start.getEpochSecond());
        assertThat(bars.nextDay(start.getEpochSecond())).isEqualTo(next.getEpochSecond());
    }

    private static long total(Day day, Channel channel) {
        return day.identities(channel, SYMBOLS, day.from(), day.to()).values().stream()
                .mapToLong(Integer::longValue)
                .sum();
    }

    private static List<MarketEvent> published(Day day) {
        List<MarketEvent> events = new ArrayList<>();
        for (long slice = day.hours().from(); slice < day.hours().to(); slice++) {
            day.publish(
                    slice,
                    (channel, symbol) -> channel == Channel.TRADES || channel == Channel.QUOTES,
                    events::add);
        }
        return events;
    }

    private static Day day(long seed, Feed feed) {
        long from = Slices.of(OPENS);
        return new Day(
                seed,
                feed,
                SYMBOLS,
                new TradingHours(from, from + SECONDS * (long) Slices.PER_SECOND, false),
                40,
                20,
                9);
    }
}
