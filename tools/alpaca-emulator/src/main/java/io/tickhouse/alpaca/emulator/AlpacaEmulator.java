package io.tickhouse.alpaca.emulator;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Instant;
import java.util.concurrent.TimeUnit;

/**
 * A local Alpaca: the stream and its history on one port of the loopback interface. Thread-safe.
 *
 * <p>Guarantee for tests of exactly-once delivery: the stream and the history agree. A message that
 * a subscriber was not sent is in the history from the moment it would have been sent.
 */
public final class AlpacaEmulator implements AutoCloseable {

    private static final int TICK_MILLIS = 10;
    private static final int MAX_REQUEST = 64 << 10;

    private final EventLoopGroup loop;
    private final Market market;
    private final int port;

    private AlpacaEmulator(EventLoopGroup loop, Market market, int port) {
        this.loop = loop;
        this.market = market;
        this.port = port;
    }

    /**
     * Starts serving and returns when clients can connect.
     *
     * @throws IOException if the port is not available
     */
    public static AlpacaEmulator start(EmulatorOptions options) throws IOException {
        Instant clockStart = options.clockStart == null ? Instant.now() : options.clockStart;
        Market market = new Market(options, new EmulatorClock(clockStart, options.speed));
        HistoryApi history = new HistoryApi(market);
        EventLoopGroup loop =
                new NioEventLoopGroup(1, new DefaultThreadFactory("alpaca-emulator", true));
        ByteBufAllocator allocator = UnpooledByteBufAllocator.DEFAULT;
        ServerBootstrap bootstrap =
                new ServerBootstrap()
                        .group(loop)
                        .channel(NioServerSocketChannel.class)
                        .option(ChannelOption.SO_REUSEADDR, true)
                        .childOption(ChannelOption.ALLOCATOR, allocator)
                        .childOption(ChannelOption.TCP_NODELAY, true)
                        .childHandler(
                                new ChannelInitializer<SocketChannel>() {
                                    @Override
                                    protected void initChannel(SocketChannel channel) {
                                        channel.pipeline()
                                                .addLast(new HttpServerCodec())
                                                .addLast(new HttpObjectAggregator(MAX_REQUEST))
                                                .addLast(new HttpFront(market, history));
                                    }
                                });
        var bound =
                bootstrap
                        .bind(InetAddress.getLoopbackAddress(), options.port)
                        .awaitUninterruptibly();
        if (!bound.isSuccess()) {
            loop.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
            throw new IOException(
                    "cannot listen on port " + options.port + " of the loopback interface",
                    bound.cause());
        }
        int port = ((InetSocketAddress) bound.channel().localAddress()).getPort();
        loop.next()
                .scheduleWithFixedDelay(
                        () -> tick(market), TICK_MILLIS, TICK_MILLIS, TimeUnit.MILLISECONDS)
                .addListener(
                        done -> {
                            if (done.cause() != null) {
                                market.note("stopped publishing: " + done.cause());
                            }
                        });
        return new AlpacaEmulator(loop, market, port);
    }

    private static void tick(Market market) {
        try {
            market.tick();
        } catch (RuntimeException e) {
            market.note("publishing failed: " + e);
        }
    }

    /** URI of the stream of a feed. */
    public URI webSocketUri(Feed feed) {
        return URI.create("ws://127.0.0.1:" + port + feed.path());
    }

    /** The URI to use instead of {@code wss://stream.data.alpaca.markets}. */
    public URI webSocketUri() {
        return URI.create("ws://127.0.0.1:" + port);
    }

    /** The URI to use instead of {@code https://data.alpaca.markets}. */
    public URI restUri() {
        return URI.create("http://127.0.0.1:" + port);
    }

    public int port() {
        return port;
    }

    /** The day of a feed. */
    public Day day(Feed feed) {
        return market.day(feed);
    }

    /** The day of {@link Feed#IEX}. */
    public Day day() {
        return day(Feed.IEX);
    }

    public Counters counters() {
        return market.counters().get();
    }

    /** The emulator's time. */
    public Instant now() {
        return Slices.instant(market.nowNanos());
    }

    /** Resets every connection; clients see a server that was killed. */
    @Override
    public void close() {
        loop.submit(market::resetAll).awaitUninterruptibly();
        loop.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
    }
}
