-- The last price of each symbol.
SELECT S AS symbol, LASTWITHTIME(p, "timestamp", 'double') AS last_price
FROM flattened_stocks
WHERE p IS NOT NULL
GROUP BY S
ORDER BY symbol
LIMIT 1000
