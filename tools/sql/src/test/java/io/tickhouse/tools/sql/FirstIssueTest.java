package io.tickhouse.tools.sql;

import static org.assertj.core.api.Assertions.assertThat;

import io.tickhouse.tools.ResultFormat;
import io.tickhouse.tools.lake.SqlRequest;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.iceberg.Table;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The SQL of an issue that this project began with, written for Spark, as it stands there. Only the
 * snapshot and the time of the time travel are those of the table.
 */
class FirstIssueTest {

    private static final String SQL =
            """
            -- View latest data
            SELECT * FROM local.db.flattened_stocks
            ORDER BY timestamp DESC
            LIMIT 10;

            -- Time-travel query (specific snapshot)
            SELECT * FROM local.db.flattened_stocks
            VERSION AS OF 123456789;

            -- Time-travel query (specific timestamp)
            SELECT * FROM local.db.flattened_stocks
            TIMESTAMP AS OF '2024-11-01 10:00:00';

            -- View table history
            SELECT * FROM local.db.flattened_stocks.history;

            -- View snapshots
            SELECT
              snapshot_id,
              parent_id,
              committed_at,
              operation,
              summary
            FROM local.db.flattened_stocks.snapshots;

            -- View manifest files
            SELECT * FROM local.db.flattened_stocks.files;

            -- Aggregate queries
            SELECT
              S as symbol,
              COUNT(*) as trade_count,
              AVG(p) as avg_price,
              SUM(s) as total_volume
            FROM local.db.flattened_stocks
            GROUP BY S
            ORDER BY trade_count DESC;

            -- Expire old snapshots (cleanup)
            CALL spark_catalog.system.expire_snapshots(
              table => 'local.db.flattened_stocks',
              older_than => TIMESTAMP '2024-11-01 00:00:00'
            );

            -- Remove orphan files
            CALL spark_catalog.system.remove_orphan_files(
              table => 'local.db.flattened_stocks'
            );

            -- Rewrite manifests (optimize metadata)
            CALL spark_catalog.system.rewrite_manifests(
              'local.db.flattened_stocks'
            );
            """;

    @TempDir private Path folder;

    @Test
    void eachStatementPrintsItsResult() throws IOException {
        try (SmallLake lake = new SmallLake(folder)) {
            Table table = lake.create("flattened_stocks");
            long first = SmallLake.append(table, "AAPL", "MSFT");
            SmallLake.append(table, "AAPL", "AAPL", "TSLA");
            String sql =
                    SQL.replace("123456789", Long.toString(first))
                            .replace("2024-11-01 10:00:00", "2100-01-01 10:00:00");

            List<List<String>> results = new ArrayList<>();
            SqlRequest request =
                    new SqlRequest(
                            lake.settings, "local", null, null, ResultFormat.CSV, "", 1, null);
            try (Session session = new Session(request)) {
                for (String statement : Statements.of(sql)) {
                    StringWriter out = new StringWriter();
                    session.run(statement, new PrintWriter(out));
                    results.add(out.toString().lines().toList());
                }
                StringWriter receipts = new StringWriter();
                session.run(
                        "SELECT `table`, kind, files FROM local.db.lake_receipts",
                        new PrintWriter(receipts));
                assertThat(receipts.toString().lines().skip(1))
                        .containsExactly("db.flattened_stocks,manifests,2");
            }

            assertThat(results).hasSize(10);
            // The rows of each, without the header.
            assertThat(results.stream().map(lines -> lines.size() - 1))
                    .containsExactly(5, 2, 5, 2, 2, 2, 3, 1, 0, 1);
            assertThat(results.get(6).get(1)).isEqualTo("AAPL,3,1.3333333333333333,30");
            assertThat(results.get(7))
                    .containsExactly(
                            "expired_snapshots,kept_snapshots,deleted_data_files,"
                                    + "deleted_metadata_files,deleted_bytes,failed_deletions",
                            "0,2,0,0,0,0");
            assertThat(results.get(8)).containsExactly("orphan_file_location");
            assertThat(results.get(9))
                    .containsExactly("manifests_before,small_manifests,manifests_after", "2,2,1");
        }
    }
}
