package io.tickhouse.tools.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;

class CoordinateTest {

    private final SrcField src = new SrcField();

    @Property
    void whatARowSaysIsReadBackHoweverLongTheNumbersAre(
            @ForAll @IntRange int partition,
            @ForAll @LongRange long offset,
            @ForAll @IntRange int index) {
        Coordinate coordinate = new Coordinate(partition, offset, index);

        assertThat(SrcField.ofText(coordinate.toString())).contains(coordinate);
        assertThat(src.find(bytes("{\"src\":\"" + coordinate + "\"}"))).contains(coordinate);
        assertThat(src.find(bytes("{\"src\":\"" + coordinate + "\" }"))).contains(coordinate);
    }

    @Property
    void theBytesOfAnyMessageAreReadWithoutAFailure(@ForAll byte[] message) {
        assertThat(src.find(message)).isEmpty();
    }

    @Property
    void textThatIsNoCoordinateIsNoFailure(@ForAll String text) {
        SrcField.ofText(text)
                .ifPresent(found -> assertThat(SrcField.ofText(found.toString())).contains(found));
    }

    @Example
    void partitionComesBeforeOffsetAndThatBeforeIndex() {
        List<Coordinate> ordered =
                List.of(
                        new Coordinate(0, 9, 9),
                        new Coordinate(1, 8, Coordinate.WHOLE_RECORD),
                        new Coordinate(1, 8, 0),
                        new Coordinate(1, 8, 10),
                        new Coordinate(1, 10, 0),
                        new Coordinate(2, 0, 0));

        assertThat(ordered).isSorted();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
