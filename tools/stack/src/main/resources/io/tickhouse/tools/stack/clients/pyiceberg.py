# pip install 'pyiceberg[pyarrow]'
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
table = catalog.load_table("db.flattened_stocks")
print(table.scan(row_filter="S = 'AAPL'", selected_fields=("S", "p", "s", "event_time"), limit=5).to_arrow())
