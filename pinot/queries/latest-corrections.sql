-- The ten newest corrections (c) and cancels (x) of trades.
SELECT "timestamp", T, S AS symbol, x AS exchange,
  CASE WHEN T = 'c' THEN oi ELSE i END AS trade_id,
  CASE WHEN T = 'c' THEN op ELSE p END AS price,
  CASE WHEN T = 'c' THEN os ELSE s END AS shares,
  cp AS corrected_price, cs AS corrected_size, a AS action
FROM flattened_stocks_corrections
ORDER BY "timestamp" DESC
LIMIT 10
