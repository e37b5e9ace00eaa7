-- Average, lowest and highest price by symbol.
SELECT S AS symbol, AVG(p) AS avg_price, MIN(p) AS min_price, MAX(p) AS max_price
FROM flattened_stocks
GROUP BY S
ORDER BY symbol
LIMIT 1000
