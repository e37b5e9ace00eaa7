package io.tickhouse.jobs.compact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tickhouse.connectors.Refusal;
import io.tickhouse.jobs.options.OptionPage;
import io.tickhouse.minio.care.Proof;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.apache.flink.configuration.CoreOptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine.Model.OptionSpec;

class CompactOptionsTest {

    private static final String UUID = "6f1c2a52-0b7e-4a53-9a0e-3d3f0c1f7f10";

    @Test
    void defaults() {
        CompactOptions options = parse();
        Order order = options.order();

        assertThat(options.tableIdentifier()).hasToString("db.flattened_stocks");
        assertThat(options.jobName()).isEqualTo("compact db.flattened_stocks");
        assertThat(options.configuration().getOptional(CoreOptions.DEFAULT_PARALLELISM)).isEmpty();
        assertThat(options.catalog.catalog().toString()).startsWith("REST catalog local");
        assertThat(order)
                .isEqualTo(
                        new Order(
                                order.id(),
                                "",
                                "",
                                512L << 20,
                                5,
                                0,
                                Long.MAX_VALUE,
                                1,
                                3_600_000,
                                false,
                                Proof.CONTENT));
        assertThat(parse().order().id()).isNotEqualTo(order.id());
    }

    @Test
    void allOptionsCount() {
        CompactOptions options =
                parse(
                        "--table=prod.a.b",
                        "--target-file-size-mb=128",
                        "--where=S = 'AAPL'",
                        "--partition=event_time_day=2025-11-13",
                        "--min-input-files=2",
                        "--min-age=1 h",
                        "--max-rewrite-mb=1000",
                        "--partial-commits=4",
                        "--leftovers-after=10 min",
                        "--care-id=" + UUID,
                        "--parallelism=3",
                        "--sort=table");

        assertThat(options.tableIdentifier()).hasToString("a.b");
        assertThat(options.configuration().get(CoreOptions.DEFAULT_PARALLELISM)).isEqualTo(3);
        assertThat(options.order())
                .isEqualTo(
                        new Order(
                                UUID,
                                "S = 'AAPL'",
                                "event_time_day=2025-11-13",
                                128L << 20,
                                2,
                                3_600_000,
                                1000L << 20,
                                4,
                                600_000,
                                true,
                                Proof.CONTENT));
    }

    @ParameterizedTest
    @CsvSource({
        "--table=trades, --table reads [CATALOG.]DB.TABLE",
        "--where=S, --where reads conditions such as",
        "--sort=table --verify=counts, --sort table needs --verify content",
        "--target-file-size-mb=0, --target-file-size-mb must be 1 at least.",
        "--min-input-files=1, --min-input-files must be 2 at least.",
        "--max-rewrite-mb=-1, --max-rewrite-mb must be 0 at least.",
        "--parallelism=-1, --parallelism must be 1 at least.",
        "--partial-commits=0, --partial-commits must be 1 at least.",
        "--partial-commits=1001, --partial-commits must be 1000 at most.",
        "--care-id=me, '--care-id is a UUID in lower case, not me.'",
        "--nonsense=1, See compact --help.",
    })
    void refusesWhatMakesNoSense(String argument, String sentence) {
        assertThatThrownBy(() -> parse(argument.split(" ")))
                .isInstanceOf(Refusal.class)
                .hasMessageContaining(sentence);
    }

    @Test
    void printsHelp() {
        StringWriter out = new StringWriter();

        Optional<CompactOptions> options = CompactOptions.parse(new PrintWriter(out), "--help");

        assertThat(options).isEmpty();
        assertThat(out.toString()).contains("Usage: compact");
    }

    @Test
    void pageNamesEachOptionWithItsDefault() throws IOException {
        String page = Files.readString(Path.of("../docs/jobs/compact.md"));

        for (OptionSpec option : CompactOptions.commandLine().getCommandSpec().options()) {
            if (option.usageHelp() || option.versionHelp()) {
                continue;
            }
            assertThat(page).contains(OptionPage.row(option));
        }
    }

    private static CompactOptions parse(String... args) {
        return CompactOptions.parse(new PrintWriter(new StringWriter()), args).orElseThrow();
    }
}
