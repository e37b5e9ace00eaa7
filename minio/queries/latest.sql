-- The ten latest trades.
SELECT * FROM db.flattened_stocks
ORDER BY event_time DESC
LIMIT 10
