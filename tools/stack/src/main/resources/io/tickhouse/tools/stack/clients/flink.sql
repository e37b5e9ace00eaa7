-- In Flink's SQL client, with iceberg-flink-runtime, iceberg-aws-bundle and Hadoop's client in lib.
CREATE CATALOG lake WITH (
  'type' = 'iceberg',
  'catalog-type' = 'rest',
  'uri' = '${CATALOG_URI}',
  's3.access-key-id' = '${S3_ACCESS_KEY}',
  's3.secret-access-key' = '${S3_SECRET_KEY}'
);
SET 'execution.runtime-mode' = 'batch';
-- The hint tells S from s in a WHERE.
SELECT S, p, s, event_time FROM lake.db.flattened_stocks /*+ OPTIONS('case-sensitive'='true') */ WHERE S = 'AAPL' LIMIT 5;
