-- Volume-weighted average price of each symbol.
SELECT S AS symbol, SUM(p * s) / SUM(s) AS vwap, SUM(s) AS volume
FROM db.flattened_stocks
WHERE s > 0
GROUP BY S
ORDER BY volume DESC
LIMIT 20
