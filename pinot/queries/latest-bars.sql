-- The ten newest bars.
SELECT "timestamp", T, S AS symbol, o, h, l, c, v, n, vw
FROM flattened_stocks_bars
ORDER BY "timestamp" DESC
LIMIT 10
