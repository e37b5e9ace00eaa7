-- The latest twenty corrections and cancels, each beside the trade that it names.
SELECT c.event_time, c.T, c.S AS symbol, t.i AS trade_id, t.p AS price, t.s AS size,
  c.cp AS corrected_price, c.cs AS corrected_size, c.a AS action
FROM db.flattened_stocks_corrections AS c
JOIN db.flattened_stocks AS t
  ON t.S = c.S AND t.x = c.x AND t.i = COALESCE(c.oi, c.i)
ORDER BY c.event_time DESC
LIMIT 20
