-- Open, high, low and close of each symbol and minute, the latest twenty.
SELECT S AS symbol,
  FLOOR(event_time TO MINUTE) AS trade_minute,
  MAX(CASE WHEN opening = 1 THEN p END) AS opening_price,
  MAX(p) AS high,
  MIN(p) AS low,
  MAX(CASE WHEN closing = 1 THEN p END) AS closing_price,
  SUM(s) AS volume
FROM (
  SELECT S, p, s, event_time,
    ROW_NUMBER() OVER (PARTITION BY S, FLOOR(event_time TO MINUTE)
      ORDER BY event_time, src_offset, src_index) AS opening,
    ROW_NUMBER() OVER (PARTITION BY S, FLOOR(event_time TO MINUTE)
      ORDER BY event_time DESC, src_offset DESC, src_index DESC) AS closing
  FROM db.flattened_stocks
)
GROUP BY S, FLOOR(event_time TO MINUTE)
ORDER BY trade_minute DESC, symbol
LIMIT 20
