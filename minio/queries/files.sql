-- Files, rows and bytes of each partition.
SELECT partition, COUNT(*) AS files, SUM(record_count) AS trade_rows,
  SUM(file_size_in_bytes) AS total_bytes, MIN(file_size_in_bytes) AS smallest
FROM db.flattened_stocks.files
GROUP BY partition
ORDER BY files DESC
