-- Average price by symbol.
SELECT S AS symbol, AVG(p) AS avg_price
FROM flattened_stocks
GROUP BY S
ORDER BY symbol
LIMIT 1000
