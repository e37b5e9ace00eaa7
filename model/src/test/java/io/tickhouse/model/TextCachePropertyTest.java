package io.tickhouse.model;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class TextCachePropertyTest {

    private final TextCache<String> cache = new TextCache<>(TextCachePropertyTest::string);

    /** Slots are few and texts many: whatever came before, a text is its own. */
    @Property
    void aTextIsWhatItWouldBeWithoutTheCache(
            @ForAll @Size(min = 1, max = 8) List<byte[]> texts,
            @ForAll @Size(max = 50) List<@IntRange(min = 0, max = 1000) Integer> order) {
        for (int i : order) {
            byte[] text = texts.get(i % texts.size());

            assertThat(of(text)).isEqualTo(string(text));
        }
    }

    @Property
    void aShortTextThatComesAgainIsTheSameObject(@ForAll @Size(max = 16) byte[] text) {
        assertThat(of(text)).isSameAs(of(text.clone()));
    }

    @Property
    void equalTextsInTwoArraysAreEqual(@ForAll @Size(max = 20) byte[] text) {
        assertThat(of(text)).isEqualTo(of(text.clone()));
    }

    @Property
    void aTextMayBeAPartOfAnArray(
            @ForAll byte[] before, @ForAll @Size(max = 20) byte[] text, @ForAll byte[] behind) {
        byte[] all = new byte[before.length + text.length + behind.length];
        System.arraycopy(before, 0, all, 0, before.length);
        System.arraycopy(text, 0, all, before.length, text.length);
        System.arraycopy(behind, 0, all, before.length + text.length, behind.length);

        assertThat(cache.of(all, before.length, before.length + text.length))
                .isEqualTo(string(text));
    }

    private String of(byte[] text) {
        return cache.of(text, 0, text.length);
    }

    private static String string(byte[] text) {
        return new String(text, ISO_8859_1);
    }
}
