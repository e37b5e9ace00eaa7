-- Average spread of the two-sided quotes by symbol, the widest first.
SELECT S AS symbol, AVG(ap - bp) AS avg_spread, COUNT(*) AS quotes
FROM flattened_stocks_quotes
WHERE bp > 0 AND ap > 0
GROUP BY S
ORDER BY avg_spread DESC
LIMIT 100
