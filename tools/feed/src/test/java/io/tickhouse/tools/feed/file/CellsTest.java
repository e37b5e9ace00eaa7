package io.tickhouse.tools.feed.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests the meaning of cells, without a file: numbers, conditions, delimiters. */
class CellsTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "100;100",
                "0.0146;0.0146",
                "4.000000;4.000000",
                "1e-8;1e-8",
                "-1.5;-1.5",
                "007.50;7.50",
                ".5;0.5",
                "5.;5",
                "+1.5;1.5",
                "0;0",
                "00;0",
                "$187.15;187.15",
                "1,234,567.5;1234567.5",
                "1,200;1200",
                "12'000.5;12000.5",
            })
    void numbersStayAsTheyAreWritten(String text, String expected) throws BadCell {
        assertThat(new Numbers(Numbers.Mark.POINT, true).json("p", text)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "10,01;10.01",
                "1.234,50;1234.50",
                "1.200;1200",
                "100;100",
                "0,5;0.5",
                "1 234,5;1234.5"
            })
    void readsDecimalCommas(String text, String expected) throws BadCell {
        assertThat(new Numbers(Numbers.Mark.COMMA, true).json("p", text)).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "one",
                "1.2.3",
                "10,01",
                "1,20,000",
                "1.2M",
                "0x10",
                ".",
                "-",
                "1e",
                "$",
                "12%",
                "1 2"
            })
    void refusesWhatIsNotANumber(String text) {
        assertThatThrownBy(() -> new Numbers(Numbers.Mark.POINT, true).json("p", text))
                .isInstanceOf(BadCell.class);
    }

    @Test
    void tellsTheDecimalMarkFromTheFirstRows() throws BadCell {
        assertThat(Numbers.of(List.of("10,01", "100")).mark()).isEqualTo(Numbers.Mark.COMMA);
        assertThat(Numbers.of(List.of("1.234,5")).mark()).isEqualTo(Numbers.Mark.COMMA);
        assertThat(Numbers.of(List.of("10.01", "1,200")).json("s", "1,200")).isEqualTo("1200");
        assertThat(Numbers.of(List.of("1,234.5")).json("s", "1,200")).isEqualTo("1200");
        assertThat(Numbers.of(List.of("100", "")).mark()).isEqualTo(Numbers.Mark.POINT);
        assertThatThrownBy(() -> Numbers.of(List.of("1,200", "100")))
                .isInstanceOf(BadCell.Unsaid.class)
                .hasMessageContaining("--decimal");
        assertThatThrownBy(() -> Numbers.of(List.of("10.01", "10,01")))
                .isInstanceOf(BadCell.Unsaid.class)
                .hasMessageContaining("--decimal");
        // No number so far had a group of thousands or a comma.
        assertThatThrownBy(() -> Numbers.of(List.of("100")).json("s", "1,200"))
                .isInstanceOf(BadCell.class)
                .hasMessageContaining("--decimal");
    }

    @Test
    void wholeNumbersLoseNoDigit() throws BadCell {
        Numbers numbers = new Numbers(Numbers.Mark.POINT, false);
        assertThat(numbers.whole("i", "00220725")).isEqualTo("220725");
        assertThat(numbers.whole("i", "1.0")).isEqualTo("1");
        assertThat(numbers.whole("i", "52983525159748")).isEqualTo("52983525159748");
        assertThatThrownBy(() -> numbers.whole("i", "5.29835E+13"))
                .isInstanceOf(BadCell.class)
                .hasMessageContaining("lost digits")
                .hasMessageContaining("--map i=");
    }

    @Test
    void readsConditionsOfManyForms() throws BadCell {
        assertThat(Conditions.of("@")).containsExactly("@");
        assertThat(Conditions.of("@;I")).containsExactly("@", "I");
        assertThat(Conditions.of("@|T|I")).containsExactly("@", "T", "I");
        assertThat(Conditions.of(" ,P")).containsExactly(" ", "P");
        assertThat(Conditions.of("[\"@\",\" \"]")).containsExactly("@", " ");
        assertThat(Conditions.of("['@', 'I']")).containsExactly("@", "I");
        assertThat(Conditions.of("['@' 'I']")).containsExactly("@", "I");
        assertThat(Conditions.of("[' ', \"I\"]")).containsExactly(" ", "I");
        assertThat(Conditions.of("[]")).isEmpty();
        for (String wrong : List.of("['@'", "[1,2", "[null]", "[{}]", "['@''I']")) {
            assertThatThrownBy(() -> Conditions.of(wrong)).isInstanceOf(BadCell.class);
        }
        assertThat(Conditions.byPosition(" O  ")).containsExactly(" ", "O");
        assertThat(Conditions.byPosition("@ TI")).containsExactly("@", "T", "I");
        assertThat(Conditions.byPosition("    ")).containsExactly(" ");
    }

    @Test
    void readsTheNumbersOfMassive() throws BadCell {
        assertThat(Massive.conditions("12,37", "3")).containsExactly("T", "I");
        assertThat(Massive.conditions("0", "3")).containsExactly("@");
        assertThat(Massive.conditions("0", "1")).containsExactly(" ");
        assertThat(Massive.conditions("2", "1")).containsExactly("B");
        assertThat(Massive.conditions("2", "3")).containsExactly("W");
        assertThat(Massive.conditions("[14, 41, 60]", "1")).containsExactly("F");
        assertThat(Massive.conditions("33", "1")).containsExactly("Z", "1");
        assertThatThrownBy(() -> Massive.conditions("35", "1"))
                .isInstanceOf(BadCell.class)
                .hasMessageContaining("35")
                .hasMessageContaining("--map c=");
        assertThat(Massive.exchange("4", "1")).isEqualTo("D");
        assertThat(Massive.exchange("12", "3")).isEqualTo("Q");
        assertThat(Massive.exchange("12", "1")).isEqualTo("T");
        assertThat(Massive.exchange("99", "1")).isEqualTo("99");
        assertThat(Massive.tape("3")).isEqualTo("C");
        assertThatThrownBy(() -> Massive.tape("9")).isInstanceOf(BadCell.class);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '!',
            value = {
                "a,b,c!1,2,3!comma",
                "a;b;c!1,5;2,5;3!semicolon",
                "a|b|c!1|2|3!pipe",
                "a,b,c!1,2,@;I!comma",
                "20240131 0930;1,1;1,2!20240131 0931;1,1;1,2!semicolon",
                "\"a,b\";c!\"1,2\";3!semicolon",
            })
    void tellsTheDelimiterFromTheFirstLines(String first, String second, String third) {
        boolean two = List.of("comma", "semicolon", "pipe").contains(third);
        List<String> lines = two ? List.of(first, second) : List.of(first, second, third);
        String expected = two ? third : "semicolon";
        assertThat(Delimiter.name(Delimiter.of(lines))).isEqualTo(expected);
    }

    @Test
    void oneColumnHasNoDelimiter() {
        assertThat(Delimiter.of(Arrays.asList("price", "1"))).isEqualTo((char) 0);
        assertThat(Delimiter.name(Delimiter.of(List.of("a\tb", "1\t2")))).isEqualTo("tab");
    }
}
