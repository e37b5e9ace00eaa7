-- Median, 90th and 99th percentile of the price by symbol.
SELECT S AS symbol, PERCENTILE50(p) AS median_price, PERCENTILE90(p) AS p90_price,
  PERCENTILE99(p) AS p99_price
FROM flattened_stocks
GROUP BY S
ORDER BY symbol
LIMIT 1000
