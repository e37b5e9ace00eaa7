-- Average price and volume by symbol and minute, the newest first.
SELECT S AS symbol,
  DATETIMECONVERT("timestamp", '1:MILLISECONDS:EPOCH', '1:MINUTES:EPOCH', '1:MINUTES') AS time_bucket,
  AVG(p) AS avg_price, SUM(s) AS volume
FROM flattened_stocks
GROUP BY symbol, time_bucket
ORDER BY time_bucket DESC, symbol
LIMIT 100
