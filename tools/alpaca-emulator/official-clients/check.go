// alpaca-trade-api-go against the emulator on the port given.
package main

import (
	"context"
	"fmt"
	"os"
	"sync/atomic"
	"time"

	"github.com/alpacahq/alpaca-trade-api-go/v3/marketdata"
	"github.com/alpacahq/alpaca-trade-api-go/v3/marketdata/stream"
)

func fail(format string, args ...any) {
	fmt.Printf("alpaca-trade-api-go: "+format+"\n", args...)
	os.Exit(1)
}

func main() {
	port := os.Args[1]
	var trades, quotes, bars, connects atomic.Int64
	client := stream.NewStocksClient("iex",
		stream.WithBaseURL("ws://127.0.0.1:"+port+"/v2"),
		stream.WithCredentials("AKTEST", "s3cret"),
		stream.WithConnectCallback(func() { connects.Add(1) }),
		stream.WithTrades(func(stream.Trade) { trades.Add(1) }, "AAPL", "BRK.B", "MSFT"),
		stream.WithQuotes(func(stream.Quote) { quotes.Add(1) }, "AAPL", "BRK.B", "MSFT"),
		stream.WithBars(func(stream.Bar) { bars.Add(1) }, "*"))
	ctx, cancel := context.WithCancel(context.Background())
	if err := client.Connect(ctx); err != nil {
		fail("cannot connect: %v", err)
	}
	deadline := time.Now().Add(60 * time.Second)
	for trades.Load()+quotes.Load()+bars.Load() < 900 || bars.Load() == 0 || connects.Load() < 2 {
		if time.Now().After(deadline) {
			fail("too little came: %d trades, %d quotes, %d bars", trades.Load(), quotes.Load(), bars.Load())
		}
		time.Sleep(100 * time.Millisecond)
	}
	fmt.Printf("alpaca-trade-api-go: stream %d trades, %d quotes, %d bars on %d connections\n",
		trades.Load(), quotes.Load(), bars.Load(), connects.Load())
	cancel()

	rest := marketdata.NewClient(marketdata.ClientOpts{
		APIKey: "AKTEST", APISecret: "s3cret", BaseURL: "http://127.0.0.1:" + port})
	end := time.Now().Add(-time.Minute)
	request := marketdata.GetTradesRequest{
		Start: end.Add(-20 * time.Minute), End: end, PageLimit: 1000, Feed: "iex", AsOf: "-"}
	rows, err := rest.GetMultiTrades([]string{"AAPL", "BRK.B", "MSFT"}, request)
	if err != nil {
		fail("no history: %v", err)
	}
	count := 0
	distinct := map[string]bool{}
	for symbol, list := range rows {
		count += len(list)
		for _, t := range list {
			distinct[fmt.Sprint(symbol, t.Exchange, t.ID, t.Timestamp.UnixNano())] = true
		}
	}
	if count <= 2000 || len(distinct) != count {
		fail("%d trades, %d distinct: paging is wrong", count, len(distinct))
	}
	fmt.Printf("alpaca-trade-api-go: history %d trades in pages of 1000, none twice\n", count)
}
