package io.tickhouse.contenders;

import static org.assertj.core.api.Assertions.assertThat;

import io.tickhouse.model.Kind;
import java.io.IOException;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.util.List;
import org.apache.flink.table.api.EnvironmentSettings;
import org.apache.flink.table.api.TableEnvironment;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import picocli.CommandLine;

/** Runs Flink's planner on the statements: it parses them, checks their types and makes a plan. */
class SqlStatementsTest {

    @TempDir private Path folder;

    @ParameterizedTest
    @EnumSource
    void makesAPlanForTheTopic(SqlStatements.Read read) {
        SqlStatements sql = new SqlStatements(ends(), read);
        TableEnvironment flink = flink();
        flink.executeSql(sql.source(job("--ending-offsets=latest")));
        flink.executeSql(sql.kafkaSink());

        assertThat(flink.explainSql(sql.insertIntoKafka()))
                .contains("Sink(table=[default_catalog.default_database.flattened]")
                .contains("Optimized Execution Plan");
    }

    @ParameterizedTest
    @EnumSource
    void makesAPlanForTheTable(SqlStatements.Read read) throws IOException {
        LocalLake lake = new LocalLake(folder);
        lake.table(Kind.TRADE, "trades");
        SqlStatements sql = new SqlStatements(ends(), read);
        TableEnvironment flink = flink();
        flink.executeSql(sql.source(job("--starting-offsets=committed")));
        SqlFlatten.registerLake(flink, lake.catalog());

        assertThat(flink.explainSql(sql.insertIntoIceberg()))
                .contains("Sink(table=[lake.db.trades]");
    }

    /** The planner evaluates constant expressions. */
    @ParameterizedTest
    @CsvSource({
        "1970-01-01 00:00:00.000000001, 0, 1",
        "2026-03-02 14:30:00, 1772461800000, 1772461800000000000",
        "2026-03-02 14:30:00.123456789, 1772461800123, 1772461800123456789",
        "2039-12-31 23:59:59.999999999, 2208988799999, 2208988799999999999",
        "1969-12-31 23:59:59.000000001, -1000, -999999999"
    })
    void countsTheMillisecondsAndNanosecondsOfATime(String time, long millis, long nanos) {
        for (String type : List.of("TIMESTAMP(9)", "TIMESTAMP_LTZ(9)")) {
            TableEnvironment flink = flink();
            flink.getConfig().setLocalTimeZone(ZoneOffset.UTC);
            String plan =
                    flink.explainSql(
                            ("SELECT %s AS millis, %s AS nanos FROM (SELECT CAST(TIMESTAMP '%s' AS"
                                            + " %s) AS event_time)")
                                    .formatted(
                                            SqlStatements.EPOCH_MILLIS,
                                            SqlStatements.EPOCH_NANOS,
                                            time,
                                            type));

            assertThat(plan).contains(millis + " AS millis").contains(nanos + " AS nanos");
        }
    }

    private static TableEnvironment flink() {
        return TableEnvironment.create(EnvironmentSettings.inStreamingMode());
    }

    private static JobOptions job(String argument) {
        return CommandLine.populateCommand(new JobOptions(), argument);
    }

    private static Ends ends() {
        return CommandLine.populateCommand(
                new Ends(),
                "--dest-topic=flattened",
                "--group-id=sql-1",
                "--iceberg-table=local.db.trades");
    }
}
