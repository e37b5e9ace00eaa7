-- The latest twenty trading statuses, such as halts.
SELECT event_time, S AS symbol, sc AS code, sm AS status, rc AS reason_code, rm AS reason
FROM db.flattened_stocks_statuses
ORDER BY event_time DESC
LIMIT 20
