package io.tickhouse.tools.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tickhouse.tools.UserError;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RewriterTest {

    private final Rewriter rewriter = new Rewriter("local", Set.of("db", "history")::contains);

    private String rewritten(String statement) {
        return rewriter.rewrite(statement);
    }

    /** The statements of the issue that this project began with, as they stand there. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            textBlock =
"""
SELECT * FROM local.db.flattened_stocks ORDER BY timestamp DESC LIMIT 10 | SELECT * FROM `local`.`db`.`flattened_stocks` ORDER BY `timestamp` DESC LIMIT 10
SELECT * FROM local.db.flattened_stocks VERSION AS OF 123456789 | SELECT * FROM `local`.`db`.`flattened_stocks` /*+ OPTIONS('snapshot-id'='123456789') */
SELECT * FROM local.db.flattened_stocks TIMESTAMP AS OF '2024-11-01 10:00:00' | SELECT * FROM `local`.`db`.`flattened_stocks` FOR SYSTEM_TIME AS OF TIMESTAMP '2024-11-01 10:00:00'
SELECT * FROM local.db.flattened_stocks.history | SELECT * FROM `local`.`db`.`flattened_stocks$history`
SELECT snapshot_id, parent_id, committed_at, operation, summary FROM local.db.flattened_stocks.snapshots | SELECT snapshot_id, parent_id, committed_at, operation, summary FROM `local`.`db`.`flattened_stocks$snapshots`
SELECT * FROM local.db.flattened_stocks.files | SELECT * FROM `local`.`db`.`flattened_stocks$files`
SELECT S as symbol, COUNT(*) as trade_count, AVG(p) as avg_price, SUM(s) as total_volume FROM local.db.flattened_stocks GROUP BY S ORDER BY trade_count DESC | SELECT S as symbol, COUNT(*) as trade_count, AVG(p) as avg_price, SUM(s) as total_volume FROM `local`.`db`.`flattened_stocks` GROUP BY S ORDER BY trade_count DESC
CALL spark_catalog.system.expire_snapshots( table => 'local.db.flattened_stocks', older_than => TIMESTAMP '2024-11-01 00:00:00' ) | CALL `local`.`system`.`expire_snapshots`( `table` => 'local.db.flattened_stocks', `older_than` => TIMESTAMP '2024-11-01 00:00:00' )
CALL spark_catalog.system.remove_orphan_files( table => 'local.db.flattened_stocks' ) | CALL `local`.`system`.`remove_orphan_files`( `table` => 'local.db.flattened_stocks' )
CALL spark_catalog.system.rewrite_manifests( 'local.db.flattened_stocks' ) | CALL `local`.`system`.`rewrite_manifests`( 'local.db.flattened_stocks' )
""")
    void statementsOfTheFirstIssue(String statement, String flink) {
        assertThat(squeezed(rewritten(statement))).isEqualTo(flink);
    }

    private static String squeezed(String sql) {
        return sql.replaceAll("\\s+", " ").strip();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            textBlock =
"""
t VERSION AS OF 5 | `t` /*+ OPTIONS('snapshot-id'='5') */
t version as of '5' | `t` /*+ OPTIONS('snapshot-id'='5') */
t FOR VERSION AS OF 5 | `t` /*+ OPTIONS('snapshot-id'='5') */
t FOR SYSTEM_VERSION AS OF 5 | `t` /*+ OPTIONS('snapshot-id'='5') */
t VERSION AS OF 'end of day' | `t` /*+ OPTIONS('tag'='end of day') */
t VERSION AS OF 'it''s' | `t` /*+ OPTIONS('tag'='it''s') */
t VERSION AS OF 5 AS a, u VERSION AS OF 6 b | `t` /*+ OPTIONS('snapshot-id'='5') */ AS a, `u` /*+ OPTIONS('snapshot-id'='6') */ b
t VERSION AS OF 5 JOIN u ON t.x = u.x | `t` /*+ OPTIONS('snapshot-id'='5') */ JOIN `u` ON `t`.`x` = `u`.`x`
t TIMESTAMP AS OF '2024-11-01' | `t` FOR SYSTEM_TIME AS OF TIMESTAMP '2024-11-01 00:00:00'
t TIMESTAMP AS OF '2024-11-01T10:00:00.5Z' | `t` FOR SYSTEM_TIME AS OF TIMESTAMP '2024-11-01 10:00:00.5'
t TIMESTAMP AS OF '2024-11-01 10:00:00+02:00' | `t` FOR SYSTEM_TIME AS OF TIMESTAMP '2024-11-01 08:00:00'
t TIMESTAMP AS OF TIMESTAMP '2024-11-01 10:00:00' | `t` FOR SYSTEM_TIME AS OF TIMESTAMP '2024-11-01 10:00:00'
t timestamp as of 1730455200 a | `t` FOR SYSTEM_TIME as of TIMESTAMP '2024-11-01 10:00:00' a
t FOR TIMESTAMP AS OF '2024-11-01 10:00' | `t` FOR SYSTEM_TIME AS OF TIMESTAMP '2024-11-01 10:00:00'
t FOR SYSTEM_TIME AS OF TIMESTAMP '2024-11-01 10:00:00' | `t` FOR SYSTEM_TIME AS OF TIMESTAMP '2024-11-01 10:00:00'
t TIMESTAMP AS OF CURRENT_TIMESTAMP - INTERVAL '1' HOUR | `t` FOR SYSTEM_TIME AS OF CURRENT_TIMESTAMP - INTERVAL '1' HOUR
""")
    void timeTravel(String table, String flink) {
        assertThat(squeezed(rewritten("SELECT * FROM " + table)))
                .isEqualTo("SELECT * FROM " + flink);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            textBlock =
                    """
                    t                          | `t`
                    db.t                       | `db`.`t`
                    local.db.t                 | `local`.`db`.`t`
                    lake.db.t                  | `local`.`db`.`t`
                    spark_catalog.db.t         | `local`.`db`.`t`
                    prod.db.t                  | `prod`.`db`.`t`
                    db.t.snapshots             | `db`.`t$snapshots`
                    db.t.SNAPSHOTS             | `db`.`t$snapshots`
                    local.db.t.all_data_files  | `local`.`db`.`t$all_data_files`
                    local.db.t.position        | `local`.`db`.`t`.`position`
                    t.snapshots                | `t$snapshots`
                    db.snapshots               | `db`.`snapshots`
                    history.history            | `history`.`history`
                    history.history.history    | `history`.`history$history`
                    local.db.snapshots         | `local`.`db`.`snapshots`
                    history                    | `history`
                    `t$files`                  | `t$files`
                    "t$files"                  | `t$files`
                    db."odd ""name\"""          | `db`.`odd "name"`
                    db . t                     | `db`.`t`
                    t.files VERSION AS OF 7    | `t$files` /*+ OPTIONS('snapshot-id'='7') */
                    t /*+ OPTIONS('a'='b') */  | `t` /*+ OPTIONS('a'='b') */
                    """)
    void tables(String table, String flink) {
        assertThat(squeezed(rewritten("SELECT * FROM " + table)))
                .isEqualTo("SELECT * FROM " + flink);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            textBlock =
"""
SELECT a FROM db.t, db.u | SELECT a FROM `db`.`t`, `db`.`u`
SELECT a FROM (SELECT b FROM db.t) x, db.u | SELECT a FROM (SELECT b FROM `db`.`t`) x, `db`.`u`
SELECT a FROM (db.t JOIN db.u ON 1 = 1) | SELECT a FROM (`db`.`t` JOIN `db`.`u` ON 1 = 1)
SELECT a FROM db.t LEFT JOIN db.u USING (k), db.v | SELECT a FROM `db`.`t` LEFT JOIN `db`.`u` USING (k), `db`.`v`
SELECT a, b FROM db.t WHERE a IN (SELECT x, y FROM db.u) | SELECT a, b FROM `db`.`t` WHERE a IN (SELECT x, y FROM `db`.`u`)
SELECT a FROM db.t UNION ALL SELECT b, c FROM db.u | SELECT a FROM `db`.`t` UNION ALL SELECT b, c FROM `db`.`u`
WITH x AS (SELECT a FROM db.t) SELECT b FROM x GROUP BY b, c | WITH x AS (SELECT a FROM `db`.`t`) SELECT b FROM `x` GROUP BY b, c
SELECT EXTRACT(HOUR FROM event_time) FROM db.t | SELECT EXTRACT(HOUR FROM event_time) FROM `db`.`t`
SELECT TRIM(LEADING '0' FROM x) FROM db.t | SELECT TRIM(LEADING '0' FROM x) FROM `db`.`t`
SELECT SUBSTRING(x FROM 2 FOR 3) FROM db.t | SELECT SUBSTRING(x FROM 2 FOR 3) FROM `db`.`t`
SELECT a IS DISTINCT FROM b, a IS NOT DISTINCT FROM c FROM db.t | SELECT a IS DISTINCT FROM b, a IS NOT DISTINCT FROM c FROM `db`.`t`
SELECT x FROM db.t CROSS JOIN UNNEST(c) AS k (x) | SELECT x FROM `db`.`t` CROSS JOIN UNNEST(c) AS k (x)
SELECT x FROM db.t, LATERAL TABLE(f(c)) | SELECT x FROM `db`.`t`, LATERAL TABLE(f(c))
SELECT x FROM TABLE(f(1)) | SELECT x FROM TABLE(f(1))
SELECT x FROM (VALUES (1), (2)) AS v (x) | SELECT x FROM (VALUES (1), (2)) AS v (x)
EXPLAIN SELECT a FROM db.t.files | EXPLAIN SELECT a FROM `db`.`t$files`
VALUES (1, 'FROM x') | VALUES (1, 'FROM x')
""")
    void onlyTablesAreTables(String statement, String flink) {
        assertThat(squeezed(rewritten(statement))).isEqualTo(flink);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            textBlock =
                    """
                    SELECT timestamp FROM t            | SELECT `timestamp` FROM `t`
                    SELECT a, timestamp FROM t         | SELECT a, `timestamp` FROM `t`
                    SELECT t.timestamp FROM t          | SELECT `t`.`timestamp` FROM `t`
                    SELECT MAX(timestamp) FROM t       | SELECT MAX(`timestamp`) FROM `t`
                    SELECT a AS timestamp FROM t       | SELECT a AS `timestamp` FROM `t`
                    SELECT -timestamp / 1000 FROM t    | SELECT -`timestamp` / 1000 FROM `t`
                    SELECT open, close FROM t          | SELECT `open`, `close` FROM `t`
                    SELECT partition FROM t.files      | SELECT `partition` FROM `t$files`
                    SELECT a FROM t WHERE timestamp > 5 AND timestamp < 7 | SELECT a FROM `t` WHERE `timestamp` > 5 AND `timestamp` < 7
                    SELECT a FROM t GROUP BY a, timestamp HAVING timestamp > 5 | SELECT a FROM `t` GROUP BY a, `timestamp` HAVING `timestamp` > 5
                    SELECT a FROM t WHERE b BETWEEN timestamp AND close | SELECT a FROM `t` WHERE b BETWEEN `timestamp` AND `close`
                    SELECT CASE WHEN timestamp = 1 THEN open ELSE close END FROM t | SELECT CASE WHEN `timestamp` = 1 THEN `open` ELSE `close` END FROM `t`
                    SELECT timestamp '2024-11-01 00:00:00' FROM t | SELECT timestamp '2024-11-01 00:00:00' FROM `t`
                    SELECT CAST(a AS timestamp) FROM t | SELECT CAST(a AS timestamp) FROM `t`
                    SELECT TRY_CAST(a AS timestamp) FROM t | SELECT TRY_CAST(a AS timestamp) FROM `t`
                    SELECT CAST(a AS timestamp(3)) FROM t | SELECT CAST(a AS timestamp(3)) FROM `t`
                    SELECT CAST(timestamp AS STRING) FROM t | SELECT CAST(`timestamp` AS STRING) FROM `t`
                    SELECT TIMESTAMPDIFF(DAY, a, b) FROM t | SELECT TIMESTAMPDIFF(DAY, a, b) FROM `t`
                    SELECT SUM(s) OVER (partition by S) FROM t | SELECT SUM(s) OVER (partition by S) FROM `t`
                    SELECT SUM(s) OVER (PARTITION BY S ORDER BY timestamp rows between 2 preceding and current row) FROM t | SELECT SUM(s) OVER (PARTITION BY S ORDER BY `timestamp` rows between 2 preceding and current row) FROM `t`
                    SELECT rows FROM gaps              | SELECT `rows` FROM `gaps`
                    SELECT `timestamp`, "as" FROM t    | SELECT `timestamp`, `as` FROM `t`
                    SELECT TIMESTAMP FROM t            | SELECT TIMESTAMP FROM `t`
                    """)
    void columnsThatAreKeyWords(String statement, String flink) {
        assertThat(squeezed(rewritten(statement))).isEqualTo(flink);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            textBlock =
                    """
                    DESCRIBE local.db.t           | DESCRIBE `local`.`db`.`t`
                    DESC db.t.history             | DESC `db`.`t$history`
                    DESCRIBE EXTENDED db.t        | DESCRIBE EXTENDED `db`.`t`
                    SHOW TABLES                   | SHOW TABLES
                    SHOW TABLES FROM local.db     | SHOW TABLES FROM `local`.`db`
                    SHOW TABLES IN lake.db LIKE 'f%' | SHOW TABLES IN `local`.`db` LIKE 'f%'
                    SHOW CREATE TABLE lake.db.t   | SHOW CREATE TABLE `local`.`db`.`t`
                    SHOW COLUMNS FROM lake.db.t   | SHOW COLUMNS FROM `local`.`db`.`t`
                    SHOW CATALOGS                 | SHOW CATALOGS
                    USE db                        | USE `db`
                    USE lake.db                   | USE `local`.`db`
                    USE CATALOG spark_catalog     | USE CATALOG `local`
                    CALL system.p(a => 1, b => timestamp '2024-11-01') | CALL `system`.`p`(`a` => 1, `b` => timestamp '2024-11-01')
                    """)
    void whatIsNoQuery(String statement, String flink) {
        assertThat(squeezed(rewritten(statement))).isEqualTo(flink);
    }

    @Test
    void commentsAndTextsStayAsTheyAre() {
        String statement =
                """
                -- FROM local.db.t VERSION AS OF 5
                SELECT 'FROM local.db.t.files', /* timestamp */ '--'
                FROM `db`.`t` -- the end\
                """;

        assertThat(rewritten(statement)).isEqualTo(statement);
    }

    @Test
    void anotherCatalogHasTheAliasesToo() {
        Rewriter other = new Rewriter("prod", "db"::equals);

        assertThat(other.rewrite("SELECT * FROM local.db.t.files JOIN prod.db.u ON 1 = 1"))
                .isEqualTo("SELECT * FROM `prod`.`db`.`t$files` JOIN `prod`.`db`.`u` ON 1 = 1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"newest", "1.5", "''", "", "-5"})
    void aVersionIsAnIdOrAName(String version) {
        assertThatThrownBy(() -> rewritten("SELECT * FROM t VERSION AS OF " + version))
                .isInstanceOf(UserError.class)
                .hasMessageStartingWith("VERSION AS OF takes the id of a snapshot");
    }

    @ParameterizedTest
    @ValueSource(strings = {"yesterday", "2024-13-01", "10:00", "2024-11-01 25:00:00", ""})
    void aTimeIsATime(String time) {
        assertThatThrownBy(() -> rewritten("SELECT * FROM t TIMESTAMP AS OF '" + time + "'"))
                .isInstanceOf(UserError.class)
                .hasMessage(
                        "TIMESTAMP AS OF takes a time in UTC such as '2024-11-01 10:00:00', not '"
                                + time
                                + "'.");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "SELECT",
                "SELECT * FROM",
                "SELECT * FROM t VERSION",
                "SELECT * FROM t FOR",
                "SELECT * FROM t VERSION AS",
                "CALL",
                "CALL x",
                "USE",
                "SHOW",
                "DESCRIBE",
                "(",
                ")",
                "SELECT * FROM a.",
                "SELECT * FROM .a",
                "SHOW CREATE",
                "SELECT (",
                "FROM FROM FROM"
            })
    void whatIsNotFinishedIsLeftToFlink(String statement) {
        assertThat(rewritten(statement).replace("`", "")).isEqualTo(statement);
    }
}
