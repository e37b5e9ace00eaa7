package io.tickhouse.contenders;

import io.tickhouse.connectors.iceberg.ColumnNames;
import io.tickhouse.connectors.iceberg.LakeCatalog;
import io.tickhouse.connectors.iceberg.LakeTable;
import io.tickhouse.connectors.iceberg.LakeTables;
import io.tickhouse.model.Kind;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.Callable;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.table.api.EnvironmentSettings;
import org.apache.flink.table.api.StatementSet;
import org.apache.flink.table.api.TableEnvironment;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.flink.FlinkCatalog;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * What a user would write without us: the trades of the raw topic, in Flink SQL, into the same
 * topic and table. Quotes and bars are filtered out. Input that SQL cannot read is dropped, because
 * SQL has no dead letters.
 *
 * <p>Guarantee: exactly once into both, for valid input. It rests on the checkpoints and sinks that
 * the flatten job uses.
 */
@Command(
        name = "sql-flatten",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Flattens the trades of a topic with Flink SQL.",
        footer = {
            "",
            "Example:",
            "  flink run -c io.tickhouse.contenders.SqlFlatten contenders-0.1.0-SNAPSHOT-sql.jar"
                    + " --output-mode=both --group-id=sql-1 --dest-topic=sql"
                    + " --iceberg-table=bench.sql"
        })
public final class SqlFlatten implements Callable<Integer> {

    @Mixin private Ends ends;
    @Mixin private JobOptions job;

    @Option(
            names = "--output-mode",
            defaultValue = "both",
            description = "both, kafka-only or iceberg-only.")
    private String outputMode;

    @Option(
            names = "--read",
            defaultValue = "unnest",
            description =
                    "How an array becomes rows. unnest: CROSS JOIN UNNEST over the text, which"
                            + " keeps the position in the array. explode: the JSON format of Flink"
                            + " 2.1, which is faster but loses the position.")
    private SqlStatements.Read read;

    /** Submits the job. */
    public static void main(String[] args) {
        JobOptions.submit(new SqlFlatten(), args);
    }

    @Override
    public Integer call() throws IOException {
        boolean kafka = !outputMode.equals("iceberg-only");
        boolean iceberg = !outputMode.equals("kafka-only");
        ends.prepareTopics(kafka);
        if (iceberg) {
            // Flink SQL cannot express a partition by day(event_time).
            TableIdentifier id = ends.table();
            try (LakeTables tables = new LakeTables(ends.catalog())) {
                tables.ensure(LakeTable.of(Kind.TRADE), id, ColumnNames.SEED, Map.of());
            }
        }
        TableEnvironment flink = TableEnvironment.create(settings());
        SqlStatements sql = new SqlStatements(ends, read);
        flink.executeSql(sql.source(job));
        StatementSet inserts = flink.createStatementSet();
        if (kafka) {
            flink.executeSql(sql.kafkaSink());
            inserts.addInsertSql(sql.insertIntoKafka());
        }
        if (iceberg) {
            registerLake(flink, ends.catalog());
            inserts.addInsertSql(sql.insertIntoIceberg());
        }
        inserts.execute();
        return 0;
    }

    /**
     * Registers the catalog by hand: CREATE CATALOG asks Flink for the Hadoop settings of its
     * cluster, and the local cluster has no Hadoop. This also keeps the keys out of the statements.
     */
    @SuppressWarnings("deprecation") // its successor uses the same factory as CREATE CATALOG
    static void registerLake(TableEnvironment flink, LakeCatalog catalog) {
        flink.registerCatalog(
                "lake",
                new FlinkCatalog(
                        "lake", "default", Namespace.empty(), catalog, Map.of(), true, -1));
    }

    private EnvironmentSettings settings() {
        Configuration flink = job.configuration("flink-sql " + ends.sourceTopic, ends);
        // Times of the feed are in UTC; without this they would be read in the machine's zone.
        flink.setString("table.local-time-zone", "UTC");
        flink.setString("table.exec.iceberg.use-v2-sink", "true");
        return EnvironmentSettings.newInstance().inStreamingMode().withConfiguration(flink).build();
    }
}
