package io.tickhouse.connectors.alpaca;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;

/**
 * The history over REST. What each answer means:
 *
 * <ul>
 *   <li>200: a page; if the rate limit is used up, the next request waits for its reset.
 *   <li>408, 425, 429, 5xx, no answer, or a page that cannot be read: ask again, not before the
 *       time the server names.
 *   <li>anything else: to ask again is of no use; 401 is the keys, 403 and 422 the plan.
 * </ul>
 */
final class HistoryClient implements History {

    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);
    private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(60);
    private static final int LONGEST_QUOTE = 200;

    private final AlpacaFeed feed;
    private final Credentials credentials;
    private final Clock clock;
    private final HttpClient http;

    HistoryClient(AlpacaFeed feed, Credentials credentials, Clock clock) {
        this.feed = feed;
        this.credentials = credentials;
        this.clock = clock;
        this.http =
                HttpClient.newBuilder()
                        .version(HttpClient.Version.HTTP_1_1)
                        .connectTimeout(CONNECT_TIMEOUT)
                        .followRedirects(HttpClient.Redirect.NEVER)
                        .build();
    }

    @Override
    public CompletableFuture<HistoryAnswer> fetch(HistoryRequest request) {
        HttpRequest get =
                HttpRequest.newBuilder(uri(request))
                        .timeout(ANSWER_TIMEOUT)
                        .header("APCA-API-KEY-ID", credentials.key())
                        .header("APCA-API-SECRET-KEY", credentials.secret())
                        .header("Accept", "application/json")
                        .build();
        return http.sendAsync(get, HttpResponse.BodyHandlers.ofByteArray())
                .handle((response, error) -> answer(request, response, error));
    }

    private URI uri(HistoryRequest request) {
        StringBuilder query =
                new StringBuilder(feed.historyOf(request.channel()).toString())
                        .append("?symbols=")
                        .append(encode(String.join(",", request.symbols())))
                        .append("&start=")
                        .append(request.from())
                        .append("&end=")
                        .append(request.to())
                        .append("&limit=")
                        .append(request.limit())
                        .append("&sort=asc");
        if (request.channel() == Channel.BARS) {
            query.append("&timeframe=1Min");
        }
        if (feed.assets() == AlpacaFeed.Assets.STOCKS) {
            // The stream knows no renames, so the history must not map any.
            query.append("&asof=-");
            if (request.channel() == Channel.BARS) {
                query.append("&adjustment=raw");
            }
        }
        if (feed.historyFeed() != null) {
            query.append("&feed=").append(encode(feed.historyFeed()));
        }
        if (request.token() != null) {
            query.append("&page_token=").append(encode(request.token()));
        }
        return URI.create(query.toString());
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private HistoryAnswer answer(
            HistoryRequest request, HttpResponse<byte[]> response, Throwable error) {
        if (error != null) {
            Throwable cause = error.getCause() == null ? error : error.getCause();
            return new HistoryAnswer.Busy(
                    "The history cannot be reached: " + credentials.redact(cause.toString()), null);
        }
        int status = response.statusCode();
        if (status == 200) {
            try {
                return HistoryPage.read(
                        request.channel(), response.body(), limitReset(response.headers()));
            } catch (IOException e) {
                return new HistoryAnswer.Busy(
                        "The history sent a page that cannot be read: "
                                + credentials.redact(e.getMessage()),
                        null);
            }
        }
        if (status == 408 || status == 425 || status == 429 || status >= 500) {
            return new HistoryAnswer.Busy(
                    "The history answered HTTP " + status, named(response.headers()));
        }
        return new HistoryAnswer.Refused(refusal(status) + quote(response.body()));
    }

    private static String refusal(int status) {
        return switch (status) {
            case 401 ->
                    "The history refused the key and secret (HTTP 401): check "
                            + Credentials.KEY
                            + " and "
                            + Credentials.SECRET;
            case 403, 422 ->
                    "The history does not give this to the account's plan (HTTP "
                            + status
                            + "): read it 15 minutes later or use a bigger plan";
            default -> "The history did not accept the request (HTTP " + status + ")";
        };
    }

    private String quote(byte[] body) {
        String text = new String(body, StandardCharsets.UTF_8).replaceAll("\\s+", " ").strip();
        if (text.isEmpty()) {
            return ".";
        }
        String shown = text.length() > LONGEST_QUOTE ? text.substring(0, LONGEST_QUOTE) : text;
        return "; it said: " + credentials.redact(shown);
    }

    /** When the next request may be sent, null if now. */
    private static Instant limitReset(HttpHeaders headers) {
        OptionalLong remaining = number(headers, "X-RateLimit-Remaining");
        OptionalLong reset = number(headers, "X-RateLimit-Reset");
        boolean usedUp = remaining.isPresent() && remaining.getAsLong() <= 0;
        return usedUp && reset.isPresent() ? Instant.ofEpochSecond(reset.getAsLong()) : null;
    }

    private Instant named(HttpHeaders headers) {
        OptionalLong seconds = number(headers, "Retry-After");
        if (seconds.isPresent()) {
            return clock.instant().plusSeconds(seconds.getAsLong());
        }
        OptionalLong reset = number(headers, "X-RateLimit-Reset");
        return reset.isPresent() ? Instant.ofEpochSecond(reset.getAsLong()) : null;
    }

    private static OptionalLong number(HttpHeaders headers, String name) {
        String text = headers.firstValue(name).orElse("").strip();
        return text.matches("\\d{1,12}")
                ? OptionalLong.of(Long.parseLong(text))
                : OptionalLong.empty();
    }
}
