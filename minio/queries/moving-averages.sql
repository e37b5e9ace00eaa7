-- The latest twenty windows of 15 minutes and an hour, in their latest versions: both as of the
-- same instant, with short names.
SELECT
  symbol,
  as_of AS window_end,
  sma_trade_15m AS ma_15m,
  stddev_price_15m AS volatility_15m,
  volume_15m AS volume_sum_15m,
  sma_trade_1h AS ma_1h,
  stddev_price_1h AS volatility_1h,
  volume_1h AS volume_sum_1h,
  known_at
FROM (
  SELECT *,
    ROW_NUMBER() OVER (PARTITION BY symbol, as_of ORDER BY version DESC) AS newest
  FROM db.analytics_windows
)
WHERE newest = 1
ORDER BY as_of DESC, symbol
LIMIT 20
