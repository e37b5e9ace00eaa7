package io.tickhouse.tools.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class CoresTest {

    @Test
    void readsTheListOfTheKernel() {
        assertThat(Cores.parse("0-3,8,10-11")).containsExactly(0, 1, 2, 3, 8, 10, 11);
        assertThat(Cores.parse("5")).containsExactly(5);
    }

    @Test
    void putsNothingBeforeACommandWhereNobodyIsPinned() {
        assertThat(Cores.SHARED.prefix()).isEmpty();
        assertThat(new Cores("0", "1").prefix()).containsExactly("taskset", "-c", "0");
    }

    @Test
    void movesThisProcessAndBack() throws Exception {
        assumeThat(Files.exists(Path.of("/proc/self/status"))).isTrue();
        Cores cores = Cores.pinned();
        String before = allowed();

        Cores.Moved moved = cores.moveHere();
        try {
            if (cores.arePinned()) {
                assertThat(Cores.parse(allowed())).isEqualTo(Cores.parse(cores.services()));
            }
        } finally {
            moved.close();
        }

        assertThat(allowed()).isEqualTo(before);
    }

    private static String allowed() throws Exception {
        return Files.readAllLines(Path.of("/proc/self/status")).stream()
                .filter(line -> line.startsWith("Cpus_allowed_list:"))
                .map(line -> line.substring(line.indexOf(':') + 1).strip())
                .findFirst()
                .orElseThrow();
    }
}
