-- The ten newest trades, every column.
SELECT *
FROM flattened_stocks
ORDER BY "timestamp" DESC
LIMIT 10
