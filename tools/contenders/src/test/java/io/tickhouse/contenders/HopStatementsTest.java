package io.tickhouse.contenders;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.flink.table.api.EnvironmentSettings;
import org.apache.flink.table.api.StatementSet;
import org.apache.flink.table.api.TableEnvironment;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class HopStatementsTest {

    /** Flink's planner parses the statements, checks their types and makes a plan. */
    @Test
    void makesAPlanThatReadsTheTradesOnce() {
        HopStatements sql =
                new HopStatements(
                        CommandLine.populateCommand(
                                new Ends(),
                                "--bars-topic=hop",
                                "--group-id=hop-1",
                                "--iceberg-table=local.db.hop"),
                        CommandLine.populateCommand(new JobOptions(), "--ending-offsets=latest"));
        TableEnvironment flink = TableEnvironment.create(EnvironmentSettings.inStreamingMode());
        sql.tables().forEach(flink::executeSql);
        StatementSet inserts = flink.createStatementSet();
        sql.inserts().forEach(inserts::addInsertSql);

        String plan = inserts.explain();
        String optimized = plan.substring(plan.indexOf("== Optimized Execution Plan =="));

        assertThat(optimized)
                .contains("Sink(table=[default_catalog.default_database.bars]")
                .contains("Sink(table=[default_catalog.default_database.windows]")
                .contains("size=[15 min], slide=[1 min]")
                .contains("size=[1 h], slide=[1 min]")
                .containsOnlyOnce("TableSourceScan(");
    }
}
