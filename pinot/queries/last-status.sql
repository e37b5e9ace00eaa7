-- The last trading status of each symbol, and its reason.
SELECT S AS symbol, LASTWITHTIME(sc, "timestamp", 'string') AS code,
  LASTWITHTIME(sm, "timestamp", 'string') AS status,
  LASTWITHTIME(rm, "timestamp", 'string') AS reason, MAX("timestamp") AS since_ms
FROM flattened_stocks_statuses
GROUP BY S
ORDER BY since_ms DESC
LIMIT 1000
