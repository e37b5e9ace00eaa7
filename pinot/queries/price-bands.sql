-- The last price band (limit down, limit up) of each symbol.
SELECT S AS symbol, LASTWITHTIME(d, "timestamp", 'double') AS limit_down,
  LASTWITHTIME(u, "timestamp", 'double') AS limit_up, MAX("timestamp") AS since_ms
FROM flattened_stocks_lulds
GROUP BY S
ORDER BY symbol
LIMIT 1000
