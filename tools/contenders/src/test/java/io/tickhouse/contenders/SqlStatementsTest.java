package io.tickhouse.contenders;

import static org.assertj.core.api.Assertions.assertThat;

import io.tickhouse.connectors.iceberg.LakeTable;
import java.io.IOException;
import java.nio.file.Path;
import org.apache.flink.table.api.EnvironmentSettings;
import org.apache.flink.table.api.TableEnvironment;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import picocli.CommandLine;

/** Flink's planner on the statements: it reads them, checks their types and makes a plan. */
class SqlStatementsTest {

    @TempDir private Path folder;

    @ParameterizedTest
    @EnumSource
    void makesAPlanForTheTopic(SqlStatements.Read read) {
        SqlStatements sql = new SqlStatements(ends(), read);
        TableEnvironment flink = flink();
        flink.executeSql(sql.source("earliest", true));
        flink.executeSql(sql.kafkaSink());

        assertThat(flink.explainSql(sql.insertIntoKafka()))
                .contains("Sink(table=[default_catalog.default_database.flattened]")
                .contains("Optimized Execution Plan");
    }

    @ParameterizedTest
    @EnumSource
    void makesAPlanForTheTable(SqlStatements.Read read) throws IOException {
        LocalLake lake = new LocalLake(folder);
        lake.table(LakeTable.TRADES, "trades");
        SqlStatements sql = new SqlStatements(ends(), read);
        TableEnvironment flink = flink();
        flink.executeSql(sql.source("committed", false));
        SqlFlatten.registerLake(flink, lake.catalog());

        assertThat(flink.explainSql(sql.insertIntoIceberg()))
                .contains("Sink(table=[lake.db.trades]");
    }

    private static TableEnvironment flink() {
        return TableEnvironment.create(EnvironmentSettings.inStreamingMode());
    }

    private static Ends ends() {
        return CommandLine.populateCommand(
                new Ends(),
                "--dest-topic=flattened",
                "--group-id=sql-1",
                "--iceberg-table=local.db.trades");
    }
}
