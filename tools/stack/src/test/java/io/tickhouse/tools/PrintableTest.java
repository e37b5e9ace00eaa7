package io.tickhouse.tools;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PrintableTest {

    @Test
    void whatATerminalWouldObeyIsEscaped() {
        assertThat(Printable.text("\u001b]0;x\u0007\u001b[2J\r\n\u009b31m\u007f\u0000"))
                .isEqualTo("\\x1b]0;x\\x07\\x1b[2J\\x0d\\x0a\\x9b31m\\x7f\\x00");
        assertThat(Printable.text("a\u202eb\u2066c")).isEqualTo("a\\u202eb\\u2066c");
        assertThat(Printable.json("{\"a\":\"\u009b\u007f\"}"))
                .isEqualTo("{\"a\":\"\\u009b\\u007f\"}");
        assertThat(Printable.json("{\n  \"\u202e\" : 1\n}"))
                .isEqualToNormalizingNewlines("{\n  \"\\u202e\" : 1\n}");
    }

    @Test
    void textOfAnyLanguageStaysAsItIs() {
        String text = "{\"S\":\"\\u001b \u00fc\u20ac \ud83d\ude00\"}\tx";
        assertThat(Printable.text(text)).isSameAs(text);
        assertThat(Printable.text(null)).isNull();
    }
}
