package io.tickhouse.tools.alpaca;

import io.tickhouse.tools.UserError;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Pages through the REST history as a client of Alpaca does. */
final class DayHistory {

    private static final int ATTEMPTS = 20;

    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();
    private final URI base;
    private final String key;
    private final String secret;

    DayHistory(URI base, String key, String secret) {
        this.base = base;
        this.key = key;
        this.secret = secret;
    }

    /**
     * Reads every trade, quote or minute bar of these symbols.
     *
     * @param from inclusive
     * @param to inclusive
     * @throws UserError if the server does not return them
     */
    void read(
            Channel channel,
            String feed,
            List<String> symbols,
            Instant from,
            Instant to,
            Consumer<Identity> sink)
            throws IOException, InterruptedException {
        String query =
                base
                        + "/v2/stocks/"
                        + channel.wireName()
                        + "?limit=10000&asof=-&feed="
                        + feed
                        + "&symbols="
                        + encode(String.join(",", symbols))
                        + "&start="
                        + encode(from.toString())
                        + "&end="
                        + encode(to.toString())
                        + (channel == Channel.BARS ? "&timeframe=1Min" : "");
        String token = "";
        while (token != null) {
            String page = token.isEmpty() ? query : query + "&page_token=" + encode(token);
            token = MessageReader.page(channel, get(page), sink);
        }
    }

    private String get(String uri) throws IOException, InterruptedException {
        HttpRequest request =
                HttpRequest.newBuilder(URI.create(uri))
                        .timeout(Duration.ofSeconds(30))
                        .header("APCA-API-KEY-ID", key)
                        .header("APCA-API-SECRET-KEY", secret)
                        .build();
        for (int attempt = 1; ; attempt++) {
            HttpResponse<String> response =
                    http.send(request, HttpResponse.BodyHandlers.ofString());
            int status = response.statusCode();
            if (status == 200) {
                return response.body();
            }
            if (attempt == ATTEMPTS || (status != 429 && status < 500)) {
                throw UserError.failed("The history at " + base + " answers " + status + ".");
            }
            TimeUnit.MILLISECONDS.sleep(100L * attempt);
        }
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
