-- The bars of bars-latest as they were known at a time: here an hour before the last version of any.
SELECT symbol, window_start, open, high, low, close, volume, trades, vwap_all, complete, version, status, cause
FROM (
  SELECT *,
    ROW_NUMBER() OVER (PARTITION BY symbol, window_start ORDER BY version DESC) AS newest
  FROM db.analytics_bars
  WHERE size_s = 60
    AND known_at <= (SELECT MAX(known_at) - INTERVAL '1' HOUR FROM db.analytics_bars)
)
WHERE newest = 1
ORDER BY window_start DESC, symbol
LIMIT 20
