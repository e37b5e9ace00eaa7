package io.tickhouse.tools.stack;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.StringReader;
import java.util.Map;
import java.util.Properties;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Tests that a service reads the value that was written, whatever is in it. */
class TemplatePropertyTest {

    /** Names of folders, with what formats and regular expressions take for their own. */
    @Provide
    Arbitrary<String> paths() {
        return Arbitraries.strings()
                .withChars("ab/ \\\"'$#!=:%{}[]&*-?|>@`,\t\u00e4\u0436")
                .ofMaxLength(20);
    }

    @Property
    void propertiesAreReadBack(@ForAll("paths") String path) throws IOException {
        Properties read = new Properties();
        read.load(
                new StringReader(
                        Template.fill(
                                "x.properties", "before=1\na=${dir}\nb=2\n", Map.of("dir", path))));

        assertThat(read)
                .containsEntry("a", path)
                .containsEntry("before", "1")
                .containsEntry("b", "2");
    }

    @Property
    void yamlIsReadBack(@ForAll("paths") String path) throws IOException {
        String text = Template.fill("x.yaml", "a: \"${dir}\"\nb: 2\n", Map.of("dir", path));

        assertThat(new YAMLMapper().readTree(text).path("a").asText()).isEqualTo(path);
        assertThat(new YAMLMapper().readTree(text).path("b").asInt()).isEqualTo(2);
    }

    @Property
    void aValueThatLooksLikeAPlaceholderIsNotFilledAgain(@ForAll("paths") String path) {
        assertThat(Template.fill("x.yaml", "${a}", Map.of("a", "${b}" + path, "b", "filled")))
                .startsWith("${b}");
    }
}
