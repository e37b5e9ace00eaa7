"""alpaca-py against the emulator on the port given."""

import datetime as dt
import sys
import threading
import time

from alpaca.data.enums import DataFeed
from alpaca.data.historical import StockHistoricalDataClient
from alpaca.data.live import StockDataStream
from alpaca.data.requests import StockTradesRequest

port = sys.argv[1]
seen = {"trades": 0, "quotes": 0, "bars": 0}

stream = StockDataStream("AKTEST", "s3cret", url_override=f"ws://127.0.0.1:{port}/v2/iex")


def counter(kind):
    async def handle(message):
        seen[kind] += 1

    return handle


stream.subscribe_trades(counter("trades"), "AAPL", "BRK.B", "MSFT")
stream.subscribe_quotes(counter("quotes"), "AAPL", "BRK.B", "MSFT")
stream.subscribe_bars(counter("bars"), "*")
threading.Thread(target=stream.run, daemon=True).start()

# The reset comes after 300 messages: 900 are only reached on a second connection.
deadline = time.monotonic() + 60
while sum(seen.values()) < 900 or seen["bars"] == 0:
    if time.monotonic() > deadline:
        sys.exit(f"alpaca-py: too little came: {seen}")
    time.sleep(0.1)
print(f"alpaca-py: stream {seen}, across a reset")
stream.stop()

client = StockHistoricalDataClient("AKTEST", "s3cret", url_override=f"http://127.0.0.1:{port}")
end = dt.datetime.now(dt.timezone.utc) - dt.timedelta(minutes=1)
rows = client.get_stock_trades(
    StockTradesRequest(
        symbol_or_symbols=["AAPL", "BRK.B", "IBM", "META", "MSFT", "SPY", "TSLA"],
        start=end - dt.timedelta(minutes=50),
        end=end,
        feed=DataFeed.IEX,
    )
).data
count = sum(len(trades) for trades in rows.values())
identities = {(t.symbol, t.exchange, t.id, t.timestamp) for ts in rows.values() for t in ts}
if count <= 10_000 or len(identities) != count:
    sys.exit(f"alpaca-py: {count} trades, {len(identities)} distinct: paging is wrong")
print(f"alpaca-py: history {count} trades in pages of 10000, none twice")
