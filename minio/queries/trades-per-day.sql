-- Trades and symbols of each day.
SELECT CAST(event_time AS DATE) AS trading_day, COUNT(*) AS trade_count, COUNT(DISTINCT S) AS symbols
FROM db.flattened_stocks
GROUP BY CAST(event_time AS DATE)
ORDER BY trading_day
