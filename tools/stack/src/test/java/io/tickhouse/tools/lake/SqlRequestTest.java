package io.tickhouse.tools.lake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tickhouse.minio.lake.LakeSettings;
import io.tickhouse.tools.ResultFormat;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SqlRequestTest {

    private static final LakeSettings LAKE =
            new LakeSettings(
                    LakeSettings.Type.REST,
                    "http://127.0.0.1:8181",
                    "s3://warehouse/",
                    "http://127.0.0.1:9100",
                    "key",
                    "secret",
                    Map.of("client.region", "eu-west-1"));

    private static SqlRequest request(String home) {
        return new SqlRequest(
                LAKE, "local", "SELECT 'ü\n'", null, ResultFormat.JSON, "/h", 2, home);
    }

    @Test
    void theProgramReadsWhatTheCommandWrote() {
        assertThat(SqlRequest.of(request("/h").toText())).isEqualTo(request("/h"));
        assertThat(SqlRequest.of(request(null).toText())).isEqualTo(request(null));
    }

    @Test
    void keysArePrintedNowhere() {
        assertThat(request(null)).hasToString("SQL on the REST catalog at http://127.0.0.1:8181");
        assertThatThrownBy(() -> SqlRequest.of("{\"secret"))
                .hasMessageNotContaining("secret")
                .hasNoCause();
    }

    @Test
    void suggestedCommandsMeanTheSameStack() {
        assertThat(request("/h").hints("Look with ./tickhouse lake snapshots."))
                .isEqualTo("Look with ./tickhouse lake snapshots --home /h.");
        assertThat(request(null).hints("Look with ./tickhouse lake snapshots."))
                .isEqualTo("Look with ./tickhouse lake snapshots.");
    }
}
