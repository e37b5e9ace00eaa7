package io.tickhouse.tools;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HttpUrlTest {

    @ParameterizedTest
    @ValueSource(
            strings = {"http://127.0.0.1:8081", "HTTPS://flink.example/rest/", "http://[::1]:9000"})
    void aUrlWithAHostIsTaken(String text) {
        assertThat(HttpUrl.of("--flink", text)).hasToString(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "localhost:8081",
                "127.0.0.1:8081",
                "http://",
                "http:///x",
                "http://127.0.0.1:abc",
                "http://127.0.0.1:65536",
                "http://a b",
                "ftp://a",
                "::bad::"
            })
    void anythingElseIsRefused(String text) {
        assertThatThrownBy(() -> HttpUrl.of("--flink", text))
                .isInstanceOf(UserError.class)
                .hasMessage("--flink takes a URL such as http://HOST:PORT, not " + text + ".");
    }
}
