package io.tickhouse.kafka.topics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;

class PropertyListTest {

    private static final String JAAS =
            "org.apache.kafka.common.security.plain.PlainLoginModule required username=\"a\""
                    + " password=\"b,sasl.x=c\";";

    @Test
    void aCommaInAPasswordOrAListEndsNoValue() {
        assertThat(
                        PropertyList.parse(
                                "security.protocol=SASL_PLAINTEXT,sasl.jaas.config="
                                        + JAAS
                                        + ", ssl.enabled.protocols=TLSv1.2,TLSv1.3 ,a=b=c"))
                .isEqualTo(
                        Map.of(
                                "security.protocol",
                                "SASL_PLAINTEXT",
                                "sasl.jaas.config",
                                JAAS,
                                "ssl.enabled.protocols",
                                "TLSv1.2,TLSv1.3",
                                "a",
                                "b=c"));
    }

    @Test
    void pairsCanStandOnLines() {
        assertThat(PropertyList.parse("a=1\n\nb=\"x\n")).isEqualTo(Map.of("a", "1", "b", "\"x"));
    }

    @Test
    void aTextWithoutPairsIsRefusedAndNotRepeated() {
        assertThatThrownBy(() -> PropertyList.parse("secret"))
                .hasMessageContaining("KEY=VALUE")
                .hasMessageNotContaining("secret");
        assertThatThrownBy(() -> PropertyList.parse("=secret"))
                .hasMessageContaining("KEY=VALUE")
                .hasMessageNotContaining("secret");
        assertThat(PropertyList.parse(null)).isEmpty();
        assertThat(PropertyList.parse("  ")).isEmpty();
    }
}
