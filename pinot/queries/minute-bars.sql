-- Average price and volume of AAPL by minute, the newest 60.
SELECT S AS symbol,
  DATETIMECONVERT("timestamp", '1:MILLISECONDS:EPOCH', '1:MINUTES:EPOCH', '1:MINUTES') AS time_bucket,
  AVG(p) AS avg_price, SUM(s) AS volume
FROM flattened_stocks
WHERE S = 'AAPL'
GROUP BY symbol, time_bucket
ORDER BY time_bucket DESC
LIMIT 60
