-- The ten newest corrections and cancels of trades.
SELECT "timestamp", T, S AS symbol, x AS exchange, oi, op, os, ci, cp, cs, i, p, s, a
FROM flattened_stocks_corrections
ORDER BY "timestamp" DESC
LIMIT 10
