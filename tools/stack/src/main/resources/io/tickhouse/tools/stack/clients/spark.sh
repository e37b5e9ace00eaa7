# The line with caseSensitive tells S from s.
spark-sql \
  --packages org.apache.iceberg:iceberg-spark-runtime-4.0_2.13:1.11.0,org.apache.iceberg:iceberg-aws-bundle:1.11.0 \
  --conf spark.sql.caseSensitive=true \
  --conf spark.sql.extensions=org.apache.iceberg.spark.extensions.IcebergSparkSessionExtensions \
  --conf spark.sql.catalog.lake=org.apache.iceberg.spark.SparkCatalog \
  --conf spark.sql.catalog.lake.type=rest \
  --conf spark.sql.catalog.lake.uri=${CATALOG_URI} \
  --conf spark.sql.catalog.lake.s3.access-key-id=${S3_ACCESS_KEY} \
  --conf spark.sql.catalog.lake.s3.secret-access-key=${S3_SECRET_KEY} \
  -e 'SELECT S, count(*) AS trades, avg(p) AS price FROM lake.db.flattened_stocks GROUP BY S ORDER BY trades DESC LIMIT 5'
