-- The latest twenty bars of one minute, each in its latest version.
SELECT symbol, window_start, open, high, low, close, volume, trades, vwap_all, complete, version, status, cause
FROM (
  SELECT *,
    ROW_NUMBER() OVER (PARTITION BY symbol, window_start ORDER BY version DESC) AS newest
  FROM db.analytics_bars
  WHERE size_s = 60
)
WHERE newest = 1
ORDER BY window_start DESC, symbol
LIMIT 20
