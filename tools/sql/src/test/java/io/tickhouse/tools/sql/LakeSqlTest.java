package io.tickhouse.tools.sql;

import static org.assertj.core.api.Assertions.assertThat;

import io.tickhouse.minio.lake.LakeSettings;
import io.tickhouse.tools.ResultFormat;
import io.tickhouse.tools.lake.SqlRequest;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.apache.iceberg.Table;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the program prints, and how it ends. */
class LakeSqlTest {

    @TempDir private static Path folder;

    private static SmallLake lake;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @BeforeAll
    static void open() throws IOException {
        lake = new SmallLake(folder);
        Table table = lake.create("flattened_stocks");
        SmallLake.append(table, "AAPL", "MSFT");
    }

    @AfterAll
    static void close() throws IOException {
        lake.close();
    }

    private int run(LakeSettings settings, String statements, Path file, ResultFormat format) {
        SqlRequest request =
                new SqlRequest(
                        settings,
                        "local",
                        statements,
                        file == null ? null : file.toString(),
                        format,
                        "",
                        1,
                        "/x");
        return LakeSql.run(request, new PrintWriter(out), new PrintWriter(err, true));
    }

    private int run(String statements) {
        return run(lake.settings, statements, null, ResultFormat.TABLE);
    }

    @Test
    void tables() {
        assertThat(run("SELECT S, s, c FROM db.flattened_stocks; USE db; SHOW TABLES")).isZero();

        assertThat(out)
                .hasToString(
                        """
                        S      s  c
                        ----  --  ------
                        AAPL  10  [@, I]
                        MSFT  10  [@, I]
                        (2 rows)
                        table name
                        ----------------
                        flattened_stocks
                        (1 row)
                        """);
        assertThat(err.toString()).isEmpty();
    }

    @Test
    void jsonHasNestedValues() {
        assertThat(
                        run(
                                lake.settings,
                                "SELECT S, c, MAP['b', 1, 'a', 2] AS m FROM"
                                        + " db.flattened_stocks WHERE S = 'AAPL'",
                                null,
                                ResultFormat.JSON))
                .isZero();

        assertThat(out)
                .hasToString(
                        """
                        [ {
                          "S" : "AAPL",
                          "c" : [ "@", "I" ],
                          "m" : {
                            "a" : 2,
                            "b" : 1
                          }
                        } ]
                        """);
    }

    @Test
    void aFileOfStatements() throws IOException {
        Path file = folder.resolve("report.sql");
        Files.writeString(file, "-- a report\nSELECT 1 AS n;\n\nSELECT 2 AS m;\n-- the end\n");

        assertThat(run(lake.settings, null, file, ResultFormat.CSV)).isZero();
        assertThat(out).hasToString("n\r\n1\r\nm\r\n2\r\n");
    }

    @Test
    void aFileThatIsNotThere() {
        assertThat(run(lake.settings, null, folder.resolve("none.sql"), ResultFormat.CSV))
                .isEqualTo(2);
        assertThat(err.toString()).startsWith("-f cannot read ").contains("none.sql");
    }

    @Test
    void theFirstFailureEndsIt() {
        assertThat(run("SELECT 1 AS n; SELECT * FROM nothing; SELECT 2")).isEqualTo(1);

        assertThat(out.toString()).contains("n").doesNotContain("2");
        assertThat(err.toString()).isEqualToIgnoringNewLines("Object 'nothing' not found.");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
"""
DROP TABLE db.flattened_stocks | 2 | lake sql reads the lake, and DROP is none of
insert into db.flattened_stocks select * from x | 2 | lake sql reads the lake, and INSERT is none of
SELECT 1 FROM `x | 2 | A quote or a comment of the statement has no end.
SELECT * FROM db.flattened_stocks VERSION AS OF now | 2 | VERSION AS OF takes the id of a snapshot
CALL system.rewrite_data_files('db.flattened_stocks') | 2 | rewrite_data_files is a command here: ./tickhouse lake compact --home /x --help tells how.
CALL system.nothing() | 1 | No match found for function signature nothing().
CALL system.expire_snapshots('db.nothing') | 1 | Table does not exist: db.nothing
CALL system.expire_snapshots(table => 'db.flattened_stocks', retain_last => 0) | 1 | A table keeps its newest snapshot: retain 1 or more.
CALL system.remove_orphan_files(table => 'db.flattened_stocks', older_than => TIMESTAMP '2100-01-01 00:00:00') | 1 | A file younger than a day may be one
SELECT 1 / 0 | 1 | Division by zero.
SELECT nothing FROM db.flattened_stocks | 1 | Column 'nothing' not found in any table
""")
    void oneSentenceForEachFailure(String statement, int exitCode, String sentence) {
        assertThat(run(statement)).isEqualTo(exitCode);

        assertThat(err.toString()).startsWith(sentence).hasLineCount(1);
        assertThat(out.toString()).isEmpty();
    }

    @Test
    void aCatalogThatDoesNotAnswer() {
        LakeSettings nowhere =
                new LakeSettings(
                        LakeSettings.Type.JDBC,
                        "jdbc:sqlite:/nowhere/catalog.db",
                        folder.toUri().toString(),
                        null,
                        null,
                        null,
                        Map.of());

        assertThat(run(nowhere, "SELECT 1", null, ResultFormat.CSV)).isEqualTo(1);
        assertThat(err.toString()).startsWith("Cannot read the Iceberg tables through the JDBC");
    }
}
