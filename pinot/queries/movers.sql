-- Change from the first to the last close since midnight in New York, in percent, the largest first.
SELECT symbol, FIRSTWITHTIME("close", window_start, 'double') AS first_close,
  LASTWITHTIME("close", window_start, 'double') AS last_close,
  100 * (LASTWITHTIME("close", window_start, 'double')
    / FIRSTWITHTIME("close", window_start, 'double') - 1) AS change_pct,
  SUM(volume) AS volume
FROM analytics_bars
WHERE size_s = 60 AND "close" IS NOT NULL
  AND window_start >= DATETRUNC('DAY', now(), 'MILLISECONDS', 'America/New_York', 'MILLISECONDS')
GROUP BY symbol
ORDER BY change_pct DESC
LIMIT 100
