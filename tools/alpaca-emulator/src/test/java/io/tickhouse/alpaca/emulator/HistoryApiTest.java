package io.tickhouse.alpaca.emulator;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;
import io.tickhouse.alpaca.emulator.HistoryApi.Answer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who may ask for what; without a network. */
class HistoryApiTest {

    private static final Instant NOW = Instant.parse("2026-03-02T14:30:00Z");
    private static final String STOCKS = "/v2/stocks/trades?symbols=AAPL&limit=1";

    private final Market market = new Market(EmulatorOptions.create(), new EmulatorClock(NOW, 1));
    private final HistoryApi api = new HistoryApi(market);

    @ParameterizedTest
    @ValueSource(strings = {"Bearer s3cret", "Bearer AKTEST:s3cret", "Basic AKTEST:s3cret"})
    void anAccountMayNameItselfInSeveralWays(String authorization) throws IOException {
        assertThat(api.answer(STOCKS, authorization(authorization)).status()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Bearer wrong",
                "Bearer ",
                "bearer s3cret",
                "Basic AKTEST:wrong",
                "Basic AKTEST",
                "Digest s3cret",
                ""
            })
    void whoNamesItselfWronglyIsForbidden(String authorization) throws IOException {
        assertThat(api.answer(STOCKS, authorization(authorization)).status()).isEqualTo(403);
    }

    @Test
    void aKeyWithoutItsSecretIsForbidden() throws IOException {
        HttpHeaders headers = new DefaultHttpHeaders().set("APCA-API-KEY-ID", "AKTEST");

        assertThat(api.answer(STOCKS, headers).status()).isEqualTo(403);
        headers.set("APCA-API-SECRET-KEY", "s3cret");
        assertThat(api.answer(STOCKS, headers).status()).isEqualTo(200);
    }

    @Test
    void basicThatIsNotBase64IsForbidden() throws IOException {
        HttpHeaders headers = new DefaultHttpHeaders().set("Authorization", "Basic *");

        assertThat(api.answer(STOCKS, headers).status()).isEqualTo(403);
    }

    @Test
    void onlyCryptoNeedsNoName() throws IOException {
        HttpHeaders noKeys = new DefaultHttpHeaders();

        assertThat(api.answer(STOCKS, noKeys).status()).isEqualTo(401);
        assertThat(
                        api.answer("/v1beta3/crypto/us/trades?symbols=BTC%2FUSD&limit=1", noKeys)
                                .status())
                .isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource({
        "feed=sip&end=2026-03-02T14:14:00Z, 200",
        "feed=sip&end=2026-03-02T14:29:00Z, 403",
        "feed=iex&end=2026-03-02T14:29:00Z, 200",
        "end=2026-03-02T14:29:00Z, 200"
    })
    void theFreePlanSeesAQuarterOfAnHourOldSip(String parameters, int status) throws IOException {
        HttpHeaders free = new DefaultHttpHeaders().set("APCA-API-KEY-ID", "AKFREE");
        free.set("APCA-API-SECRET-KEY", "s3cret");

        assertThat(api.answer(STOCKS + "&" + parameters, free).status()).isEqualTo(status);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "&start=2026-03-02&end=2026-03-01|end should not be before start",
                "&sort=\"|invalid sort: \\\"",
                "&limit=0|invalid limit"
            })
    void aBadParameterIsAnsweredWithItsCode(String parameters, String message) throws IOException {
        Answer answer =
                api.answer(STOCKS.replace("&limit=1", parameters), authorization("Bearer s3cret"));

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.body()).startsWith("{\"code\":40010001,").contains(message);
    }

    @Test
    void aSymbolThatIsUnknownHasNothing() throws IOException {
        assertThat(
                        api.answer("/v2/stocks/trades?symbols=NONE", authorization("Bearer s3cret"))
                                .body())
                .isEqualTo("{\"trades\":{},\"next_page_token\":null}");
        assertThat(api.answer("/v2/stocks/NONE/trades", authorization("Bearer s3cret")).body())
                .isEqualTo("{\"symbol\":\"NONE\",\"trades\":null,\"next_page_token\":null}");
    }

    @ParameterizedTest
    @CsvSource({
        "/v2/stocks/a%22%0Ab/trades, 200",
        "/v2/stocks/a%22%0Ab/trades/latest, 200",
        "/v2/stocks/a%22%0Ab/snapshot, 200",
        "/v2/stocks/A/trades?sort=%22%0A, 400",
        "'/v2/stocks/,/trades', 400"
    })
    void everyAnswerIsJsonWhateverIsAsked(String uri, int status) throws IOException {
        Answer answer = api.answer(uri, authorization("Bearer s3cret"));

        assertThat(answer.status()).isEqualTo(status);
        JsonNode body = new ObjectMapper().readTree(answer.body());
        assertThat(body.path("symbol").asText("a\"\nb")).isEqualTo("a\"\nb");
    }

    @Test
    void everyAnswerSaysWhatIsLeftOfTheMinute() throws IOException {
        assertThat(api.answer(STOCKS, authorization("Bearer s3cret")).headers())
                .containsEntry("X-RateLimit-Limit", "10000")
                .containsEntry("X-RateLimit-Remaining", "9999")
                .containsKey("X-RateLimit-Reset");
    }

    private static HttpHeaders authorization(String value) {
        String encoded =
                value.startsWith("Basic ")
                        ? "Basic "
                                + Base64.getEncoder()
                                        .encodeToString(
                                                value.substring(6).getBytes(StandardCharsets.UTF_8))
                        : value;
        return new DefaultHttpHeaders().set("Authorization", encoded);
    }
}
