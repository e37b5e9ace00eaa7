-- The latest twenty commits, and what each added.
SELECT snapshot_id, committed_at, operation,
  summary['added-data-files'] AS files,
  summary['added-records'] AS trade_rows,
  summary['flink.max-committed-checkpoint-id'] AS checkpoint_id
FROM db.flattened_stocks.snapshots
ORDER BY committed_at DESC
LIMIT 20
