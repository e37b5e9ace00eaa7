-- Trades of the last hour (3,600,000 ms) by symbol.
SELECT S AS symbol, COUNT(*) AS recent_trades
FROM flattened_stocks
WHERE "timestamp" > now() - 3600000
GROUP BY S
ORDER BY recent_trades DESC
LIMIT 1000
