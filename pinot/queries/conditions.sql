-- Trades by condition code; a trade counts once for each of its codes.
SELECT c AS condition, COUNT(*) AS trade_count
FROM flattened_stocks
GROUP BY c
ORDER BY trade_count DESC
LIMIT 100
