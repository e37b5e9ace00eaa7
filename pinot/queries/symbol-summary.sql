-- Trades, average price and total volume by symbol.
SELECT S AS symbol, COUNT(*) AS trade_count, AVG(p) AS avg_price, SUM(s) AS total_volume
FROM flattened_stocks
GROUP BY S
ORDER BY trade_count DESC
LIMIT 1000
