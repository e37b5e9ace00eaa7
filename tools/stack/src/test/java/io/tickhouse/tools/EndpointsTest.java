package io.tickhouse.tools;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EndpointsTest {

    private static final Endpoints LOCAL = Endpoints.onLoopback(0);

    @TempDir private Path home;

    @Test
    void theStackIsFoundWhereItWasStarted() throws IOException {
        Endpoints started = Endpoints.onLoopback(400);
        started.rememberIn(home.resolve("deep/home"));

        assertThat(Endpoints.rememberedIn(home.resolve("deep/home"))).isEqualTo(started);
    }

    @Test
    void withoutAStackTheStandardPortsCount() {
        assertThat(Endpoints.rememberedIn(home)).isEqualTo(LOCAL);
        assertThat(LOCAL.kafka()).isEqualTo("127.0.0.1:9092");
        assertThat(LOCAL.pinotController()).isEqualTo("http://127.0.0.1:9000");
    }

    @Test
    void aRecordThatCannotBeReadIsNamedWithTheRemedy() throws IOException {
        Files.writeString(home.resolve("stack.json"), "{");

        assertThatThrownBy(() -> Endpoints.rememberedIn(home))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("stack.json")
                .hasMessageContaining("./tickhouse clear");
    }

    @ParameterizedTest
    @CsvSource({
        "http://127.0.0.1:9100, true",
        "http://localhost:9100, true",
        "http://localhost:9100/, true",
        "https://[::1]:9100, true",
        "http://localhost:9101, false",
        "http://localhost, false",
        "http://10.0.0.1:9100, false",
        "http://localhost.example:9100, false",
        "http://example/?http://localhost:9100, false",
        "http://user@127.0.0.1:9100, true",
        "http://127.0.0.1:9100@example, false",
        "not a url, false",
        "'', false",
    })
    void theKeysGoToTheStoreOfTheStackAlone(String endpoint, boolean own) {
        assertThat(LOCAL.hasStoreAt(endpoint)).isEqualTo(own);
    }

    @Test
    void theSecretIsNotPrinted() {
        assertThat(LOCAL.toString()).doesNotContain(LOCAL.s3SecretKey()).contains(LOCAL.kafka());
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 200, 20_000})
    void everyAddressIsShifted(int offset) {
        String shifted = Endpoints.onLoopback(offset).toString();

        for (String port : new String[] {"9092", "9100", "8181", "8081"}) {
            assertThat(shifted)
                    .contains(":" + (Integer.parseInt(port) + offset))
                    .doesNotContain(":" + port);
        }
    }
}
