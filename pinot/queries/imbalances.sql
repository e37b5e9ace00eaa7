-- Order imbalances by symbol, and the price of the last one.
SELECT S AS symbol, COUNT(*) AS imbalances, LASTWITHTIME(p, "timestamp", 'double') AS last_price
FROM flattened_stocks_imbalances
GROUP BY S
ORDER BY imbalances DESC
LIMIT 100
