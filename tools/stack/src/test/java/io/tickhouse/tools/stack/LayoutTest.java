package io.tickhouse.tools.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tickhouse.tools.UserError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LayoutTest {

    @TempDir private Path home;

    @Test
    void aStateIsUsedAsItWasMade() throws IOException {
        Layout made = new Layout(400, ObjectStore.MINIO);
        made.recordIn(home.resolve("deep/home"));

        assertThat(Layout.resolve(home.resolve("deep/home"), StackOptions.all())).isEqualTo(made);
    }

    @Test
    void withoutAStateTheOptionsCount() {
        assertThat(Layout.resolve(home, StackOptions.all())).isEqualTo(Layout.STANDARD);
        assertThat(
                        Layout.resolve(
                                home,
                                StackOptions.only("kafka")
                                        .onPortOffset(200)
                                        .over(ObjectStore.MINIO)))
                .isEqualTo(new Layout(200, ObjectStore.MINIO));
    }

    @Test
    void anOptionThatRepeatsTheStateIsNoContradiction() throws IOException {
        new Layout(400, ObjectStore.S3PROXY).recordIn(home);

        assertThat(Layout.resolve(home, StackOptions.all().onPortOffset(400)).portOffset())
                .isEqualTo(400);
    }

    @Test
    void anOptionThatContradictsTheStateIsRefused() throws IOException {
        new Layout(400, ObjectStore.S3PROXY).recordIn(home);

        assertThatThrownBy(() -> Layout.resolve(home, StackOptions.all().onPortOffset(0)))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("was made with --port-offset 400 --object-store s3proxy");
        assertThatThrownBy(() -> Layout.resolve(home, StackOptions.all().over(ObjectStore.MINIO)))
                .hasMessageContaining("./tickhouse clear");
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, Layout.HIGHEST_OFFSET + 1, Integer.MAX_VALUE})
    void anOffsetWithoutPortsIsRefused(int offset) {
        assertThatThrownBy(() -> Layout.resolve(home, StackOptions.all().onPortOffset(offset)))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("--port-offset must be between 0 and");
    }

    @Test
    void theHighestOffsetStillHasAllItsPorts() {
        Services services =
                new Services(home, home, new Layout(Layout.HIGHEST_OFFSET, ObjectStore.MINIO));

        assertThat(services.all())
                .flatExtracting(service -> service.ports().values())
                .allMatch(port -> port <= 65_535)
                .contains(65_535);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "{\"portOffset\":0}",
                "{\"portOffset\":0,\"objectStore\":\"ceph\"}",
                "no json"
            })
    void aRecordThatCannotBeReadIsNamed(String text) throws IOException {
        Files.writeString(home.resolve("layout.json"), text);

        assertThatThrownBy(() -> Layout.recordedIn(home))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("layout.json")
                .hasMessageContaining("./tickhouse clear");
    }
}
