-- Trades by symbol, the ten busiest.
SELECT S AS symbol, COUNT(*) AS trade_count, SUM(s) AS total_volume
FROM db.flattened_stocks
GROUP BY S
ORDER BY trade_count DESC
LIMIT 10
