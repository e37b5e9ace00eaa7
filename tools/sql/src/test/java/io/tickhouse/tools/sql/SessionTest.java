package io.tickhouse.tools.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tickhouse.tools.ResultFormat;
import io.tickhouse.tools.UserError;
import io.tickhouse.tools.lake.SqlRequest;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Instant;
import org.apache.iceberg.Table;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Statements on a real table, through the planner and the engine. */
class SessionTest {

    private static final String TABLE = "local.db.flattened_stocks";

    @TempDir private static Path folder;

    private static SmallLake lake;
    private static Session session;
    private static long first;
    private static Instant between;

    @BeforeAll
    static void open() throws IOException {
        lake = new SmallLake(folder);
        Table table = lake.create("flattened_stocks");
        first = SmallLake.append(table, "AAPL", "MSFT");
        between = Instant.ofEpochMilli(table.currentSnapshot().timestampMillis());
        SmallLake.append(table, "AAPL", "AAPL", "TSLA");
        table.manageSnapshots().createTag("open", first).commit();
        session = new Session(request(ResultFormat.CSV));
    }

    @AfterAll
    static void close() throws IOException {
        session.close();
        lake.close();
    }

    private static SqlRequest request(ResultFormat format) {
        return new SqlRequest(lake.settings, "local", null, null, format, "", 1, null);
    }

    private static String run(String statement) {
        StringWriter out = new StringWriter();
        session.run(statement, new PrintWriter(out));
        return out.toString();
    }

    @Test
    void latestData() {
        assertThat(run("SELECT * FROM " + TABLE + "\nORDER BY timestamp DESC\nLIMIT 10"))
                .startsWith("T,S,p,s,timestamp,c,event_time\r\n")
                .contains("t,TSLA,3,10,1700000002000,\"[@, I]\",2023-11-14T22:13:22Z\r\n");
    }

    @Test
    void versionById() {
        assertThat(run("SELECT S FROM " + TABLE + "\nVERSION AS OF " + first))
                .isEqualTo("S\r\nAAPL\r\nMSFT\r\n");
    }

    @Test
    void versionByTag() {
        assertThat(run("SELECT COUNT(*) AS n FROM " + TABLE + " VERSION AS OF 'open'"))
                .isEqualTo("n\r\n2\r\n");
    }

    @Test
    void versionByBranch() {
        assertThat(run("SELECT COUNT(*) AS n FROM " + TABLE + " VERSION AS OF 'main'"))
                .isEqualTo("n\r\n5\r\n");
    }

    @Test
    void versionByTime() {
        assertThat(run("SELECT COUNT(*) AS n FROM " + TABLE + " TIMESTAMP AS OF '" + between + "'"))
                .isEqualTo("n\r\n2\r\n");
    }

    @Test
    void flinksOwnSystemTime() {
        assertThat(
                        run(
                                "SELECT COUNT(*) AS n FROM "
                                        + TABLE
                                        + " FOR SYSTEM_TIME AS OF TIMESTAMP '2100-01-01 00:00:00'"))
                .isEqualTo("n\r\n5\r\n");
    }

    @Test
    void history() {
        assertThat(run("SELECT * FROM " + TABLE + ".history").lines()).hasSize(3);
    }

    @Test
    void snapshots() {
        assertThat(
                        run(
                                "SELECT snapshot_id, parent_id, committed_at, operation, summary\n"
                                        + "FROM "
                                        + TABLE
                                        + ".snapshots"))
                .contains(first + ",null,", ",append,", "added-records=2");
    }

    @Test
    void files() {
        assertThat(run("SELECT content, record_count FROM " + TABLE + ".files"))
                .isEqualToNormalizingNewlines("content,record_count\n0,3\n0,2\n");
    }

    @Test
    void aggregate() {
        assertThat(
                        run(
                                """
                                SELECT
                                  S as symbol,
                                  COUNT(*) as trade_count,
                                  AVG(p) as avg_price,
                                  SUM(s) as total_volume
                                FROM local.db.flattened_stocks
                                GROUP BY S
                                ORDER BY trade_count DESC, symbol
                                """))
                .isEqualToNormalizingNewlines(
                        """
                        symbol,trade_count,avg_price,total_volume
                        AAPL,3,1.3333333333333333,30
                        MSFT,1,2,10
                        TSLA,1,3,10
                        """);
    }

    @Test
    void filterOnColumnsThatDifferOnlyInCase() {
        assertThat(run("SELECT p FROM flattened_stocks WHERE S = 'TSLA' AND s = 10"))
                .isEqualTo("p\r\n3\r\n");
    }

    @Test
    void aTableThatIsNotThere() {
        assertThatThrownBy(() -> run("SELECT * FROM local.db.nothing"))
                .isInstanceOf(UserError.class)
                .hasMessage("Object 'nothing' not found within 'local.db'.");
    }

    @Test
    void aSnapshotThatIsNotThere() {
        assertThatThrownBy(() -> run("SELECT * FROM " + TABLE + " VERSION AS OF 123456789"))
                .isInstanceOf(UserError.class)
                .hasMessage("Cannot find snapshot with ID 123456789.");
    }

    @Test
    void aTimeBeforeTheTable() {
        assertThatThrownBy(
                        () ->
                                run(
                                        "SELECT * FROM "
                                                + TABLE
                                                + " TIMESTAMP AS OF '2001-01-01 10:00:00'"))
                .isInstanceOf(UserError.class)
                .hasMessageStartingWith("Cannot find a snapshot older than 2001-01-01T10:00:00");
    }

    @Test
    void aMistakeInTheSyntax() {
        assertThatThrownBy(() -> run("SELECT FROM WHERE"))
                .isInstanceOf(UserError.class)
                .hasMessage("Incorrect syntax near the keyword 'FROM' at line 1, column 8.");
    }
}
