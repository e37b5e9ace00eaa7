package io.tickhouse.alpaca.emulator;

import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Base64;

/**
 * The position at which a page ended. Opaque to clients. Decoded, it has the forms that the real
 * server uses: {@code symbol|time|exchange|id + 2^63} for trades, {@code symbol|M|time} for bars.
 *
 * @param exchange of the last trade, else empty
 * @param id of the last trade, else 0
 */
record PageToken(String symbol, long nanos, String exchange, long id) {

    private static final DateTimeFormatter NINE_DIGITS =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSSSSS'Z'")
                    .withZone(ZoneOffset.UTC);

    String encode(Channel channel, boolean daily) {
        String time = NINE_DIGITS.format(Slices.instant(nanos));
        String text =
                switch (channel) {
                    case TRADES ->
                            symbol
                                    + "|"
                                    + time
                                    + "|"
                                    + exchange
                                    + "|"
                                    + "%20s"
                                            .formatted(Long.toUnsignedString(id + Long.MIN_VALUE))
                                            .replace(' ', '0');
                    case BARS -> symbol + "|" + (daily ? "D" : "M") + "|" + time;
                    default -> symbol + "|" + time;
                };
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * @throws IllegalArgumentException if this is not one of our tokens
     */
    static PageToken decode(Channel channel, String token) {
        String text = new String(Base64.getDecoder().decode(token), StandardCharsets.UTF_8);
        String[] parts = text.split("\\|", -1);
        try {
            return switch (channel) {
                case TRADES ->
                        new PageToken(
                                parts[0],
                                nanos(parts[1]),
                                parts[2],
                                Long.parseUnsignedLong(parts[3]) - Long.MIN_VALUE);
                case BARS -> new PageToken(parts[0], nanos(parts[2]), "", 0);
                default -> new PageToken(parts[0], nanos(parts[1]), "", 0);
            };
        } catch (ArrayIndexOutOfBoundsException | ArithmeticException | DateTimeException e) {
            throw new IllegalArgumentException("not a page token", e);
        }
    }

    private static long nanos(String time) {
        return Slices.nanos(Instant.parse(time));
    }
}
