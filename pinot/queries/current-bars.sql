-- The newest minute bars of the analytics job, of all symbols.
SELECT window_start, symbol, "open", high, low, "close", volume, trades, vwap_all, complete, version, status
FROM analytics_bars
WHERE size_s = 60
ORDER BY window_start DESC, symbol
LIMIT 50
