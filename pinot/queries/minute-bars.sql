-- Average price and volume by symbol and minute, the newest first.
SELECT S AS symbol,
  DATETIMECONVERT("timestamp", '1:MILLISECONDS:EPOCH', '1:MILLISECONDS:EPOCH', '1:MINUTES') AS start_ms,
  AVG(p) AS avg_price, SUM(s) AS volume
FROM flattened_stocks
GROUP BY symbol, start_ms
ORDER BY start_ms DESC, symbol
LIMIT 100
