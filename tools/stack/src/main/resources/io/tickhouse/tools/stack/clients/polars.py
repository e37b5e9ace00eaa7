# pip install polars 'pyiceberg[pyarrow]'
import polars as pl
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
trades = pl.scan_iceberg(catalog.load_table("db.flattened_stocks"), reader_override="pyiceberg")
print(trades.group_by("S").agg(pl.len().alias("trades"), pl.col("p").mean()).sort("trades").collect())
