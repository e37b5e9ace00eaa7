package io.tickhouse.connectors.iceberg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tickhouse.connectors.Refusal;
import io.tickhouse.minio.lake.LakeSettings;
import io.tickhouse.model.Kind;
import io.tickhouse.model.Trade;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.StreamSupport;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.runtime.jobgraph.JobGraph;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.runtime.typeutils.InternalTypeInfo;
import org.apache.flink.util.InstantiationUtil;
import org.apache.iceberg.DistributionMode;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.flink.FlinkSchemaUtil;
import org.apache.iceberg.flink.TableLoader;
import org.apache.iceberg.flink.sink.IcebergSink;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TableSinkTest {

    private static final TableIdentifier ID = TableIdentifier.of("db", "trades");
    private static final String SECRET = "never-in-a-job-graph";

    @TempDir private Path warehouse;

    /** A savepoint is read by its operators and their ids. */
    @Test
    void hasTheOperatorsOfIcebergsOwnSink() throws Exception {
        Table table = table();
        StreamExecutionEnvironment own = StreamExecutionEnvironment.createLocalEnvironment(2);
        LakeSink.attach(
                rows(own, table),
                catalog(),
                ID,
                table,
                "iceberg-trades",
                OpenFiles.MOST_HEAP,
                ExpiredSnapshot.FAIL);
        StreamExecutionEnvironment icebergs = StreamExecutionEnvironment.createLocalEnvironment(2);
        IcebergSink.forRowData(rows(icebergs, table))
                .tableLoader(TableLoader.fromCatalog(catalog(), ID))
                .table(table)
                .distributionMode(DistributionMode.NONE)
                .uidSuffix("iceberg-trades")
                .append();

        Map<String, String> operators = operators(own);

        assertThat(operators).isEqualTo(operators(icebergs));
        assertThat(operators.keySet().toString())
                .contains("iceberg-trades: Writer", "iceberg-trades: Committer", "aggregator");
    }

    @Test
    void aJobGraphHasNoKeysOfTheStore() throws Exception {
        Table table = table();
        StreamExecutionEnvironment env = StreamExecutionEnvironment.createLocalEnvironment(2);
        LakeCatalog fromEnvironment =
                new LakeCatalog(
                        "local",
                        LakeSettings.inFolder(warehouse.toUri().toString()),
                        Map.of("S3_ACCESS_KEY", "key", "S3_SECRET_KEY", SECRET));
        LakeSink.attach(
                rows(env, table),
                fromEnvironment,
                ID,
                table,
                "iceberg-trades",
                OpenFiles.MOST_HEAP,
                ExpiredSnapshot.FAIL);
        JobGraph graph = env.getStreamGraph().getJobGraph();

        // In the table that Iceberg itself passes to a job, the keys are included.
        assertThat(text(org.apache.iceberg.SerializableTable.copyOf(table))).contains(SECRET);
        assertThat(text(graph)).contains("iceberg-trades").doesNotContain(SECRET);
    }

    @Test
    void refusesToGoOnInATableThatWasDroppedAndMadeAgain() throws Exception {
        Table table = table();
        TableAccess access = new TableAccess(catalog(), ID, table);
        catalog().loadCatalog().dropTable(ID);
        table();
        access.open();

        assertThatThrownBy(access::loadTable)
                .isInstanceOf(Refusal.class)
                .hasMessageContaining("was dropped and made again")
                .hasMessageContaining("--starting-offsets earliest");
        access.close();
    }

    @Test
    void refusesASavepointOfTheTableBefore() throws Exception {
        String before = table().uuid().toString();
        catalog().loadCatalog().dropTable(ID);
        TableAccess access = new TableAccess(catalog(), ID, table());

        access.checkRestored(access.uuid());
        assertThatThrownBy(() -> access.checkRestored(before))
                .isInstanceOf(Refusal.class)
                .hasMessageContaining("was dropped and made again");
    }

    private static DataStream<RowData> rows(StreamExecutionEnvironment env, Table table) {
        return env.fromData(TypeInformation.of(Trade.class), new Trade())
                .uid("trades")
                .map(new RowMapper<>(LakeTable.of(Kind.TRADE), table.schema(), ColumnNames.SEED))
                .returns(InternalTypeInfo.of(FlinkSchemaUtil.convert(table.schema())))
                .uid("rows");
    }

    private static Map<String, String> operators(StreamExecutionEnvironment env) {
        Map<String, String> ids = new TreeMap<>();
        StreamSupport.stream(env.getStreamGraph().getJobGraph().getVertices().spliterator(), false)
                .forEach(
                        vertex ->
                                ids.put(
                                        vertex.getName(),
                                        vertex.getOperatorIDs().stream()
                                                .map(
                                                        pair ->
                                                                pair.getGeneratedOperatorID()
                                                                        .toString())
                                                .toList()
                                                .toString()));
        return ids;
    }

    private static String text(Object object) throws Exception {
        return new String(InstantiationUtil.serializeObject(object), StandardCharsets.ISO_8859_1);
    }

    private Table table() throws Exception {
        try (LakeTables tables = new LakeTables(catalog())) {
            return tables.ensure(LakeTable.of(Kind.TRADE), ID, ColumnNames.SEED, Map.of());
        }
    }

    private LakeCatalog catalog() {
        return new LakeCatalog(
                "local",
                new LakeSettings(
                        LakeSettings.Type.HADOOP,
                        null,
                        warehouse.toUri().toString(),
                        null,
                        "key",
                        SECRET,
                        Map.of()));
    }
}
