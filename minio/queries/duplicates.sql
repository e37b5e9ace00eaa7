-- Coordinates of the raw topic that more than one row has: there are none.
SELECT src_partition, src_offset, src_index, COUNT(*) AS trade_rows
FROM db.flattened_stocks
GROUP BY src_partition, src_offset, src_index
HAVING COUNT(*) > 1
LIMIT 10
