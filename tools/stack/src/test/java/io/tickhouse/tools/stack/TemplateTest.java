package io.tickhouse.tools.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tickhouse.tools.UserError;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TemplateTest {

    @Test
    void fillsEveryPlaceholder() {
        String text = "a=${port.kafka}\nb=file://${dir}/x-${dir}\n";

        assertThat(Template.fill("t.jvm", text, Map.of("port.kafka", "9092", "dir", "/a b/$1")))
                .isEqualTo("a=9092\nb=file:///a b/$1/x-/a b/$1\n");
    }

    @Test
    void leavesTheServicesOwnPlaceholdersAndComments() {
        String text = "# ${...} and ${name} are explained\nf=${sys:log.file}\ng=${ENV}\n";

        assertThat(Template.fill("t", text, Map.of())).isEqualTo(text);
    }

    @Test
    void namesAnUnknownPlaceholderAndTheKnownOnes() {
        assertThatThrownBy(() -> Template.fill("conf/x", "a=${prot}", Map.of("port", "1")))
                .isInstanceOf(UserError.class)
                .hasMessage("conf/x names ${prot}, which is not one of port.");
    }
}
