package io.tickhouse.minio.lake;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TableDefaultsTest {

    @Test
    void aNewTableMissesNone() {
        assertThat(TableDefaults.missing(TableDefaults.PROPERTIES)).isEmpty();
    }

    @Test
    void whatDiffersIsMissingAndWhatIsMoreIsNot() {
        Map<String, String> existing = new HashMap<>(TableDefaults.PROPERTIES);
        existing.remove("format-version");
        existing.remove("write.metadata.compression-codec");
        existing.put("write.parquet.compression-codec", "snappy");
        existing.put("owner", "somebody");

        assertThat(TableDefaults.missing(existing))
                .isEqualTo(
                        Map.of(
                                "write.metadata.compression-codec", "gzip",
                                "write.parquet.compression-codec", "zstd"));
    }
}
