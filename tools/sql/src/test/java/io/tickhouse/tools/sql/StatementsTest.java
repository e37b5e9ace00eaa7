package io.tickhouse.tools.sql;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StatementsTest {

    @Test
    void semicolonsSeparateThem() {
        assertThat(Statements.of("SELECT 1;\n\nSELECT 2 ;SELECT 3\n"))
                .containsExactly("SELECT 1", "SELECT 2", "SELECT 3");
    }

    @Test
    void aCommentBelongsToTheStatementBelowIt() {
        assertThat(Statements.of("-- one\nSELECT 1;\n-- two; no end\nSELECT 2;\n-- the end"))
                .containsExactly("-- one\nSELECT 1", "-- two; no end\nSELECT 2");
    }

    @Test
    void semicolonsWithinQuotesSeparateNothing() {
        assertThat(
                        Statements.of(
                                "SELECT ';', `;`, \";\" /* ; */, 'it''s;'; SELECT /*+ X(';') */ 2"))
                .hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " \n", ";", " ; ;", "-- nothing", "/* nothing; */;"})
    void nothingIsNoStatement(String text) {
        assertThat(Statements.of(text)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\n", "SELECT 1;", "SELECT 1; -- done", "SELECT 1;\n;", "-- x"})
    void completeTexts(String text) {
        assertThat(Statements.complete(text)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"SELECT", "SELECT ';", "SELECT 1 /* ;", "SELECT 1; SELECT 2", "`;"})
    void textsThatGoOn(String text) {
        assertThat(Statements.complete(text)).isFalse();
    }
}
