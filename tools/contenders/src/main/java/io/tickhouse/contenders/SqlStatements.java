package io.tickhouse.contenders;

import io.tickhouse.kafka.topics.ClientSettings;
import java.util.Properties;
import java.util.stream.Collectors;

/** The statements of {@link SqlFlatten}. */
final class SqlStatements {

    /** How the elements of an array become rows. */
    enum Read {
        /**
         * The record is read as text, cut by JSON_QUERY and unnested, and each field is found by
         * JSON_VALUE. The JSON format has no column for a top-level array, so this is the way in
         * plain SQL. WITH ORDINALITY gives the place in the array.
         */
        UNNEST,
        /**
         * The JSON format, which since Flink 2.1 makes a row of each element of a top-level array.
         * It is faster, but the place in the array is lost.
         */
        EXPLODE
    }

    private static final String EXPLODED_COLUMNS =
            """
              T STRING, S STRING, i BIGINT, x STRING, p DOUBLE, s DOUBLE,
              t TIMESTAMP_LTZ(9), c ARRAY<STRING>, z STRING, tks STRING, u STRING""";
    private static final String EXPLODED_FORMAT =
            """
              'format' = 'json',
              'json.timestamp-format.standard' = 'ISO-8601',
              'json.ignore-parse-errors' = 'true'""";

    // In parts, because Flink SQL has no function from a timestamp to its milliseconds or
    // nanoseconds. These are the available functions that do not go through a text.
    static final String EPOCH_MILLIS =
            "EXTRACT(EPOCH FROM event_time) * 1000 + EXTRACT(MILLISECOND FROM event_time)";
    static final String EPOCH_NANOS =
            "EXTRACT(EPOCH FROM event_time) * 1000000000 + EXTRACT(NANOSECOND FROM event_time)";

    private final Ends ends;
    private final Read read;

    SqlStatements(Ends ends, Read read) {
        this.ends = ends;
        this.read = read;
    }

    String source(JobOptions job) {
        return """
                CREATE TEMPORARY TABLE arrays (
                %s,
                  src_partition INT METADATA FROM 'partition' VIRTUAL,
                  src_offset BIGINT METADATA FROM 'offset' VIRTUAL
                ) WITH (
                %s,
                %s
                )"""
                .formatted(
                        read == Read.UNNEST ? "  line STRING" : EXPLODED_COLUMNS,
                        sourceTopic(ends, job),
                        read == Read.UNNEST ? "  'format' = 'raw'" : EXPLODED_FORMAT);
    }

    /** Where the rows of a source come from. */
    static String sourceTopic(Ends ends, JobOptions job) {
        String startup =
                switch (job.startingOffsets) {
                    case "latest" -> "latest-offset";
                    case "committed" -> "group-offsets";
                    default -> "earliest-offset";
                };
        return """
                  'connector' = 'kafka',
                  'topic' = '%s',
                  'properties.bootstrap.servers' = '%s',
                  'properties.group.id' = '%s',
                  'properties.auto.offset.reset' = 'earliest',
                %s,
                  'scan.startup.mode' = '%s'%s"""
                .formatted(
                        ends.sourceTopic,
                        ends.kafkaBrokers,
                        ends.groupId,
                        properties(ClientSettings.consumer()),
                        startup,
                        job.untilLatest() ? ",\n  'scan.bounded.mode' = 'latest-offset'" : "");
    }

    String kafkaSink() {
        return """
                CREATE TEMPORARY TABLE flattened (
                  T STRING, S STRING, i BIGINT, x STRING, p DOUBLE, s DOUBLE, `timestamp` BIGINT,
                  c ARRAY<STRING>, z STRING, tks STRING, u STRING, timestamp_ns BIGINT, src STRING
                ) WITH (
                %s,
                  'key.fields' = 'S'
                )"""
                .formatted(sinkTopic(ends, ends.destTopic));
    }

    /** Where the rows of a sink go, as JSON. The name of the key's column is still to be said. */
    static String sinkTopic(Ends ends, String topic) {
        return """
                  'connector' = 'kafka',
                  'topic' = '%s',
                  'properties.bootstrap.servers' = '%s',
                %s,
                  'key.format' = 'raw',
                  'value.format' = 'json',
                  'value.json.encode.ignore-null-fields' = 'true',
                  'sink.delivery-guarantee' = '%s',
                  'sink.transactional-id-prefix' = '%s-%s',
                  'sink.transaction-naming-strategy' = 'POOLING'"""
                .formatted(
                        topic,
                        ends.kafkaBrokers,
                        properties(ClientSettings.producer(ends.exactlyOnce())),
                        ends.delivery.option(),
                        ends.groupId,
                        topic);
    }

    String insertIntoKafka() {
        return """
                INSERT INTO flattened
                SELECT T, S, i, x, p, s, %s, c, z, tks, u, %s,
                  CAST(src_partition AS STRING) || '-' || CAST(src_offset AS STRING) || '-'
                    || COALESCE(CAST(src_index AS STRING), '')
                FROM (%s)"""
                .formatted(EPOCH_MILLIS, EPOCH_NANOS, trades());
    }

    String insertIntoIceberg() {
        return """
                INSERT INTO lake.`%s`.`%s` /*+ OPTIONS('distribution-mode'='none') */
                SELECT T, S, i, x, p, s, %s, c, z, tks, u,
                  CAST(event_time AS TIMESTAMP_LTZ(6)),
                  CAST(MOD(EXTRACT(NANOSECOND FROM event_time), 1000) AS INT),
                  src_partition, src_offset, src_index
                FROM (%s)"""
                .formatted(ends.table().namespace(), ends.table().name(), EPOCH_MILLIS, trades());
    }

    private String trades() {
        return read == Read.UNNEST ? unnested() : exploded();
    }

    private static String exploded() {
        return """
                SELECT T, S, i, x, p, s, c, z, tks, u, t AS event_time,
                  src_partition, src_offset, CAST(NULL AS INT) AS src_index
                FROM arrays WHERE T = 't'""";
    }

    private static String unnested() {
        return """
                SELECT T, S, i, x, p, s, c, z, tks, u, event_time, src_partition, src_offset,
                  src_index
                FROM (
                  SELECT
                    JSON_VALUE(item, '$.T') AS T,
                    JSON_VALUE(item, '$.S') AS S,
                    CAST(JSON_VALUE(item, '$.i') AS BIGINT) AS i,
                    JSON_VALUE(item, '$.x') AS x,
                    CAST(JSON_VALUE(item, '$.p') AS DOUBLE) AS p,
                    CAST(JSON_VALUE(item, '$.s') AS DOUBLE) AS s,
                    CAST(REPLACE(REPLACE(JSON_VALUE(item, '$.t'), 'T', ' '), 'Z', '')
                      AS TIMESTAMP(9)) AS event_time,
                    JSON_QUERY(item, '$.c' RETURNING ARRAY<STRING>) AS c,
                    JSON_VALUE(item, '$.z') AS z,
                    JSON_VALUE(item, '$.tks') AS tks,
                    JSON_VALUE(item, '$.u') AS u,
                    src_partition, src_offset, CAST(place AS INT) - 1 AS src_index
                  FROM arrays
                  CROSS JOIN UNNEST(JSON_QUERY(line, '$[*]' RETURNING ARRAY<STRING>))
                    WITH ORDINALITY AS items (item, place)
                ) WHERE T = 't'""";
    }

    private static String properties(Properties properties) {
        return properties.entrySet().stream()
                .map(e -> "  'properties.%s' = '%s'".formatted(e.getKey(), e.getValue()))
                .sorted()
                .collect(Collectors.joining(",\n"));
    }
}
