package io.tickhouse.guard;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CallerTest {

    private static final String HERE = "127.0.0.1:8081";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "127.0.0.1:8081",
                "127.0.0.1",
                "127.1.2.3:80",
                "localhost:8081",
                "LOCALHOST",
                "[::1]:8081",
                "[::1]"
            })
    void programsOfThisMachineAreAnswered(String host) {
        assertThat(refusal(Map.of("Host", host))).isEmpty();
    }

    @Test
    void aRequestWithoutAHostIsNotOfABrowser() {
        assertThat(refusal(Map.of())).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "evil.example:8081",
                "evil.example",
                "127.0.0.1.evil.example:8081",
                "localhost.evil.example",
                "evil.example:127.0.0.1",
                "10.0.0.1:8081",
                "[::2]:8081",
                ""
            })
    void aForeignNameThatWasMadeToPointHereIsRefused(String host) {
        assertThat(refusal(Map.of("Host", host)))
                .hasValueSatisfying(why -> assertThat(why).endsWith("not to " + host + "."));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://evil.example",
                "http://127.0.0.1:3000",
                "http://127.0.0.1",
                "http://127.0.0.1:8081.evil.example",
                "http://localhost:8081",
                "file://",
                "null",
                ""
            })
    void pagesOfAnotherOriginAreRefused(String origin) {
        assertThat(refusal(Map.of("Host", HERE, "Origin", origin)))
                .contains("This service does not answer to pages of " + origin + ".");
    }

    @ParameterizedTest
    @CsvSource({
        "127.0.0.1:8081, http://127.0.0.1:8081",
        "localhost:9999, http://localhost:9999",
        "localhost:9999, https://LocalHost:9999",
        "[::1]:8081, http://[::1]:8081"
    })
    void theServicesOwnPagesAreAnswered(String host, String origin) {
        assertThat(refusal(Map.of("Host", host, "Origin", origin, "Sec-Fetch-Site", "same-origin")))
                .isEmpty();
    }

    @Test
    void anAddressTypedByTheUserIsAnswered() {
        assertThat(refusal(Map.of("Host", HERE, "Sec-Fetch-Site", "none"))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "cross-site, no-cors, image",
        "cross-site, navigate, iframe",
        "same-site, no-cors, script",
        "cross-site, cors, empty"
    })
    void whatAPageOfAnotherSiteLoadsIsRefused(String site, String mode, String destination) {
        assertThat(refusal(fetched(site, mode, destination)))
                .contains("This service does not answer to pages of other sites.");
    }

    @Test
    void aLinkToTheServiceCanBeFollowed() {
        assertThat(refusal(fetched("cross-site", "navigate", "document"))).isEmpty();
    }

    private static Map<String, String> fetched(String site, String mode, String destination) {
        return Map.of(
                "Host", HERE,
                "Sec-Fetch-Site", site,
                "Sec-Fetch-Mode", mode,
                "Sec-Fetch-Dest", destination);
    }

    private static Optional<String> refusal(Map<String, String> headers) {
        Map<String, String> anyCase = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        anyCase.putAll(headers);
        return Caller.refusal(anyCase::get);
    }
}
