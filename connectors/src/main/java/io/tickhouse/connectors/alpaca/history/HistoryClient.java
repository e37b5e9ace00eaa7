package io.tickhouse.connectors.alpaca.history;

import io.tickhouse.connectors.alpaca.wire.AlpacaFeed;
import io.tickhouse.connectors.alpaca.wire.Channel;
import io.tickhouse.connectors.alpaca.wire.Credentials;
import io.tickhouse.connectors.alpaca.wire.FeedClock;
import io.tickhouse.connectors.alpaca.wire.ServerWait;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/**
 * The history over REST. What each answer means:
 *
 * <ul>
 *   <li>200: a page; if the rate limit is used up, the next request waits for its reset.
 *   <li>408, 425, 429, 5xx, no complete answer in time, or a page that cannot be read: ask again,
 *       not before the time that the server names.
 *   <li>400, 413, 414, 422: something in the request is not accepted.
 *   <li>anything else: keys, plan or address are wrong. The plan is also wrong if the text says so.
 * </ul>
 *
 * <p>One client serves a source reader for its whole life. On Java 17 an HTTP client cannot be
 * closed: its threads end when it is no longer referenced and no request is pending.
 */
public final class HistoryClient implements History {

    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);
    private static final int LONGEST_QUOTE = 200;

    /** Alpaca's words for it, with 403 or 422. */
    private static final String NOT_IN_PLAN = "subscription does not permit";

    private static final String AGAIN =
            ", and restart the job with its state (./tickhouse submit --from latest)";

    /** From the request to the last byte of a page; a full page has about 1.5 MB. */
    public static final Duration EXCHANGE_TIMEOUT = Duration.ofSeconds(90);

    private final AlpacaFeed feed;
    private final Supplier<Credentials> keys;
    private final FeedClock clock;
    private final Duration timeout;

    // Created with the first request: a reader that repairs nothing needs neither keys nor threads.
    private Credentials credentials;
    private HttpClient http;

    /**
     * @param timeout from a request to the last byte of its answer
     */
    public HistoryClient(
            AlpacaFeed feed, Supplier<Credentials> keys, FeedClock clock, Duration timeout) {
        this.feed = feed;
        this.keys = keys;
        this.clock = clock;
        this.timeout = timeout;
    }

    @Override
    public synchronized CompletableFuture<HistoryAnswer> fetch(HistoryRequest request) {
        if (http == null) {
            credentials = keys.get();
            http =
                    HttpClient.newBuilder()
                            .version(HttpClient.Version.HTTP_1_1)
                            .connectTimeout(CONNECT_TIMEOUT)
                            .followRedirects(HttpClient.Redirect.NEVER)
                            .build();
        }
        HttpRequest get =
                HttpRequest.newBuilder(uri(request))
                        .header("APCA-API-KEY-ID", credentials.key())
                        .header("APCA-API-SECRET-KEY", credentials.secret())
                        .header("Accept", "application/json")
                        .build();
        Instant sent = clock.local().instant();
        CompletableFuture<HttpResponse<byte[]>> exchange =
                http.sendAsync(get, HttpResponse.BodyHandlers.ofByteArray());
        // The timeout of a request ends with the headers; only this one also covers the body.
        return exchange.copy()
                .orTimeout(timeout.toMillis(), TimeUnit.MILLISECONDS)
                .handle(
                        (response, error) -> {
                            exchange.cancel(true); // no effect on one that is complete
                            if (response != null) {
                                learnTime(response.headers(), sent);
                            }
                            return answer(request, response, error);
                        });
    }

    private void learnTime(HttpHeaders headers, Instant sent) {
        // An answer with an age comes from a cache, and its date is old.
        if (headers.firstValue("Age").isEmpty()) {
            clock.answered(headers.firstValue("Date").orElse(null), sent);
        }
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
            // The stream knows no renamed symbols, so the history must not map any.
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
            if (error instanceof TimeoutException) {
                return new HistoryAnswer.Busy(
                        "The history did not answer in full within " + timeout.toSeconds() + " s",
                        null);
            }
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
                        "The history sent an unreadable page: "
                                + credentials.redact(e.getMessage()),
                        null);
            }
        }
        return switch (status) {
            case 408, 425, 429 -> busy(status, response.headers());
            case 400, 413, 414, 422 -> rejected(status, response.body());
            default ->
                    status >= 500
                            ? busy(status, response.headers())
                            : new HistoryAnswer.Denied(denial(status) + quote(response.body()));
        };
    }

    private HistoryAnswer busy(int status, HttpHeaders headers) {
        return new HistoryAnswer.Busy(
                "The history answered HTTP " + status, named(status, headers));
    }

    private HistoryAnswer rejected(int status, byte[] body) {
        String said = quote(body);
        if (said.contains(NOT_IN_PLAN)) {
            return new HistoryAnswer.Denied(notInPlan(status) + said);
        }
        return new HistoryAnswer.Rejected(
                "The history did not accept the request (HTTP " + status + ")" + said);
    }

    private static String denial(int status) {
        return switch (status) {
            case 401 ->
                    "The history refused the key and secret (HTTP 401): correct "
                            + Credentials.KEY
                            + " and "
                            + Credentials.SECRET
                            + AGAIN;
            case 403 -> notInPlan(status);
            default ->
                    "There is no history at this address (HTTP "
                            + status
                            + "): correct --history-url ("
                            + AlpacaFeed.HISTORY_KEY
                            + ")"
                            + AGAIN;
        };
    }

    private static String notInPlan(int status) {
        return "The account may not read this history (HTTP "
                + status
                + "): get a larger plan, or use other keys in "
                + Credentials.KEY
                + " and "
                + Credentials.SECRET;
    }

    private String quote(byte[] body) {
        // Before it is cut: half a secret would not be recognised.
        String text =
                credentials
                        .redact(new String(body, StandardCharsets.UTF_8))
                        .replaceAll("\\s+", " ")
                        .strip();
        if (text.isEmpty()) {
            return ".";
        }
        return ". The server said: "
                + (text.length() > LONGEST_QUOTE ? text.substring(0, LONGEST_QUOTE) : text);
    }

    /** When the next request may be sent; null if now. */
    private static Instant limitReset(HttpHeaders headers) {
        OptionalLong remaining = number(headers, "X-RateLimit-Remaining");
        OptionalLong reset = number(headers, "X-RateLimit-Reset");
        boolean usedUp = remaining.isPresent() && remaining.getAsLong() <= 0;
        return usedUp && reset.isPresent() ? Instant.ofEpochSecond(reset.getAsLong()) : null;
    }

    /** When the server wants the next request; null if it does not say. */
    private Instant named(int status, HttpHeaders headers) {
        Instant now = clock.instant();
        Duration wait =
                ServerWait.of(
                        status,
                        name -> headers.firstValue(name).map(String::strip).orElse(null),
                        now);
        return wait == null ? null : now.plus(wait);
    }

    private static OptionalLong number(HttpHeaders headers, String name) {
        String text = headers.firstValue(name).orElse("").strip();
        return text.matches("\\d{1,12}")
                ? OptionalLong.of(Long.parseLong(text))
                : OptionalLong.empty();
    }
}
