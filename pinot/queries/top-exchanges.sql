-- Volume and trades by exchange, the largest volume first.
SELECT x AS exchange, SUM(s) AS total_volume, COUNT(*) AS trade_count
FROM flattened_stocks
GROUP BY x
ORDER BY total_volume DESC
LIMIT 100
