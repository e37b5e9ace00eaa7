package io.tickhouse.tools.sql;

import static org.assertj.core.api.Assertions.assertThat;

import io.tickhouse.tools.sql.Token.Kind;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TokenTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SELECT a.b, 'it''s' FROM `x``y` -- end",
                "/* a */ /*+ b */ 1.5e-3 >= 7 || \"q\"",
                "'no end",
                "`no end",
                "/* no end",
                "--",
                "/",
                "'",
                "a=>b<>c!=d",
                "Übung \uD83D\uDE00 \uD83D",
                "\r\n\t "
            })
    void togetherTheyAreTheText(String sql) {
        assertThat(Token.of(sql).stream().map(Token::text).collect(Collectors.joining()))
                .isEqualTo(sql);
    }

    @Test
    void kinds() {
        assertThat(Token.of("t1 `a b`'x'1e5=>/*+ h */"))
                .containsExactly(
                        new Token(Kind.WORD, "t1"),
                        new Token(Kind.GAP, " "),
                        new Token(Kind.NAME, "`a b`"),
                        new Token(Kind.TEXT, "'x'"),
                        new Token(Kind.NUMBER, "1e5"),
                        new Token(Kind.SYMBOL, "=>"),
                        new Token(Kind.HINT, "/*+ h */"));
    }

    @Test
    void quotesWithinAreWrittenTwice() {
        List<Token> tokens = Token.of("'it''s''' `a``b` \"c\"\"d\"");

        assertThat(tokens.stream().filter(each -> each.kind() != Kind.GAP).map(Token::value))
                .containsExactly("it's'", "a`b", "c\"d");
    }
}
