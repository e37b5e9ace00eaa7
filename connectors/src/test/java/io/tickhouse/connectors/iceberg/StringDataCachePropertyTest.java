package io.tickhouse.connectors.iceberg;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.apache.flink.table.data.StringData;

class StringDataCachePropertyTest {

    private final StringDataCache cache = new StringDataCache();

    /** Slots are few and texts many: whatever came before, a text is its own. */
    @Property
    void aTextIsWhatItWouldBeWithoutTheCache(
            @ForAll @Size(min = 1, max = 8) List<byte[]> texts,
            @ForAll @Size(max = 50) List<@IntRange(min = 0, max = 1000) Integer> order) {
        for (int i : order) {
            byte[] text = texts.get(i % texts.size());

            assertThat(cache.of(text)).isEqualTo(StringData.fromBytes(text));
        }
    }

    @Property
    void aShortTextThatComesAgainIsNotWrappedAgain(@ForAll @Size(max = 16) byte[] text) {
        assertThat(cache.of(text)).isSameAs(cache.of(text));
    }

    @Property
    void equalTextsInTwoArraysAreEqual(@ForAll @Size(max = 20) byte[] text) {
        assertThat(cache.of(text)).isEqualTo(cache.of(text.clone()));
    }
}
