# pip install duckdb 'pyiceberg[pyarrow]'
import duckdb
from pyiceberg.catalog import load_catalog

catalog = load_catalog(
    "tickhouse",
    **{
        "type": "rest",
        "uri": "${CATALOG_URI}",
        "s3.access-key-id": "${S3_ACCESS_KEY}",
        "s3.secret-access-key": "${S3_SECRET_KEY}",
    },
)
# DuckDB does not tell S from s: choose one of them, or rename one.
trades = catalog.load_table("db.flattened_stocks").scan(selected_fields=("S", "p")).to_arrow()
print(duckdb.sql("SELECT S, count(*) AS trades, avg(p) AS price FROM trades GROUP BY S ORDER BY trades DESC LIMIT 5"))
