-- Volume-weighted average price by symbol and five minutes, the newest first.
SELECT S AS symbol,
  DATETIMECONVERT("timestamp", '1:MILLISECONDS:EPOCH', '1:MILLISECONDS:EPOCH', '5:MINUTES') AS start_ms,
  SUM(p * s) / SUM(s) AS vwap, SUM(s) AS volume
FROM flattened_stocks
WHERE p IS NOT NULL AND s IS NOT NULL
GROUP BY symbol, start_ms
ORDER BY start_ms DESC, symbol
LIMIT 100
