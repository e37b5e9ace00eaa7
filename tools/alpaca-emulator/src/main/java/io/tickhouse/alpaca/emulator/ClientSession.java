package io.tickhouse.alpaca.emulator;

import com.fasterxml.jackson.databind.JsonNode;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/** One client of the stream, from the upgrade to its end. */
final class ClientSession extends SimpleChannelInboundHandler<WebSocketFrame> {

    private static final Duration PING_EVERY = Duration.ofSeconds(10);
    private static final Duration CLOSE_GRACE = Duration.ofSeconds(1);

    private final Market market;
    private final Feed feed;
    private final Codec codec;
    private final PerMessageDeflate deflate;
    private final Account presented;
    private final boolean credentialsPresented;
    private final FieldWriter control;
    private final FieldWriter data;

    private ChannelHandlerContext context;
    private Outlet outlet;
    private Account account;
    private Slots.Slot slot;
    private Subscription subscription;
    private boolean cleanEnd;

    private boolean mute;
    private boolean pongs = true;
    private int framesTwice;
    private int framesInPieces;
    private int nextFrameBytes;
    private List<MarketEvent> disordered;

    /**
     * @param deflate null if the client has not offered it
     * @param presented the account in the handshake's headers; null if they are wrong or absent
     */
    ClientSession(
            Market market,
            Feed feed,
            Codec codec,
            PerMessageDeflate deflate,
            boolean credentialsPresented,
            Account presented) {
        this.market = market;
        this.feed = feed;
        this.codec = codec;
        this.deflate = deflate;
        this.credentialsPresented = credentialsPresented;
        this.presented = presented;
        this.control = codec.writer();
        this.data = codec.writer();
        this.subscription = new Subscription(feed);
    }

    Feed feed() {
        return feed;
    }

    /** Whether data can reach this client now. */
    boolean receives() {
        return !subscription.isEmpty() && !mute && context.channel().isActive();
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        context = ctx;
        outlet = new Outlet(ctx.channel(), deflate);
    }

    /** The upgrade is done: sends the greeting, and logs in if the headers have credentials. */
    void greet() throws IOException {
        market.counters().connections.incrementAndGet();
        market.counters().open.incrementAndGet();
        market.add(this);
        market.note(
                "connected "
                        + context.channel().remoteAddress()
                        + " to "
                        + feed.path()
                        + (deflate == null ? "" : ", compressed"));
        success("connected");
        if (credentialsPresented) {
            login(presented);
        }
        after(market.authTimeout(), this::authTimeout);
        ping();
    }

    private void after(Duration delay, Runnable task) {
        context.channel()
                .eventLoop()
                .schedule(
                        () -> {
                            if (context.channel().isActive()) {
                                task.run();
                            }
                        },
                        delay.toMillis(),
                        TimeUnit.MILLISECONDS)
                .addListener(
                        done -> {
                            if (done.cause() != null) {
                                exceptionCaught(context, done.cause());
                            }
                        });
    }

    private void ping() {
        if (!mute) {
            outlet.frame(Outlet.PING, Unpooled.EMPTY_BUFFER);
            outlet.flush();
        }
        after(PING_EVERY, this::ping);
    }

    private void authTimeout() {
        if (account == null) {
            error(ProtocolError.AUTH_TIMEOUT);
            close(1000, "auth timeout");
        }
    }

    @Override
    protected void channelRead0(ChannelHandlerContext ctx, WebSocketFrame frame)
            throws IOException {
        if (frame instanceof CloseWebSocketFrame close) {
            cleanEnd = true;
            if (mute && !pongs) {
                return;
            }
            outlet.frame(Outlet.CLOSE, close.content().retain());
            outlet.flush();
            ctx.channel().close().addListener(ChannelFutureListener.CLOSE_ON_FAILURE);
        } else if (frame instanceof PingWebSocketFrame ping) {
            if (!mute || pongs) {
                outlet.frame(Outlet.PONG, ping.content().retain());
                outlet.flush();
            }
        } else if (frame instanceof TextWebSocketFrame || frame instanceof BinaryWebSocketFrame) {
            request(
                    PerMessageDeflate.isMarked(frame.rsv())
                            ? deflate.expand(frame.content())
                            : frame.content());
        }
    }

    private void request(ByteBuf payload) throws IOException {
        JsonNode request = codec.read(payload);
        String action = request == null ? "" : request.path("action").asText();
        switch (action) {
            case "auth" -> {
                if (account != null) {
                    error(ProtocolError.ALREADY_AUTHENTICATED);
                } else {
                    login(accountOf(request.path("key").asText(), request.path("secret").asText()));
                }
            }
            case "subscribe", "unsubscribe" -> {
                if (account == null) {
                    error(ProtocolError.NOT_AUTHENTICATED);
                } else {
                    change(request, action.equals("subscribe"));
                }
            }
            default ->
                    error(
                            account == null && request != null && !action.isEmpty()
                                    ? ProtocolError.NOT_AUTHENTICATED
                                    : ProtocolError.INVALID_SYNTAX);
        }
    }

    private Account accountOf(String key, String secret) {
        return key.equals("oauth") || key.equals("access_token")
                ? market.accountOfToken(secret)
                : market.account(key, secret);
    }

    private void login(Account who) throws IOException {
        market.counters().logins.incrementAndGet();
        ProtocolError refusal = refusal(who);
        if (refusal == null) {
            slot = market.slots().take(who, feed, System.nanoTime());
            if (slot == null) {
                refusal = ProtocolError.CONNECTION_LIMIT;
            }
        }
        if (refusal != null) {
            // The socket stays open, because some clients retry on it.
            error(refusal);
            return;
        }
        account = who;
        market.note("login of " + who.key() + " on " + feed.path());
        success("authenticated");
    }

    private ProtocolError refusal(Account who) {
        if (who == null) {
            return ProtocolError.AUTH_FAILED;
        }
        if (who.plan() == Plan.LEGACY) {
            return ProtocolError.NOT_ENABLED;
        }
        if (who.plan() == Plan.NO_SCOPE) {
            return ProtocolError.INSUFFICIENT_SCOPE;
        }
        if (feed.paid() && who.plan() == Plan.FREE) {
            return ProtocolError.INSUFFICIENT_SUBSCRIPTION;
        }
        return market.script().refusesLogin() ? ProtocolError.CONNECTION_LIMIT : null;
    }

    private void change(JsonNode request, boolean add) throws IOException {
        Subscription before = subscription;
        try {
            boolean cut = add && market.script().cutsAck();
            subscription = subscription.change(request, add, cut, account.plan());
        } catch (Subscription.RefusedException e) {
            error(e.error());
            return;
        }
        subscription.write(control);
        sendControl();
        if (!subscription.isEmpty()) {
            market.subscribed();
        }
        for (String symbol : market.day(feed).symbols()) {
            if (subscription.wants(Channel.ORDERBOOKS, symbol)
                    && !before.wants(Channel.ORDERBOOKS, symbol)) {
                accept(market.day(feed).snapshot(symbol, market.nowNanos()));
            }
        }
        flushData();
    }

    private void success(String message) throws IOException {
        control.begin(2);
        control.text("T", "success");
        control.text("msg", message);
        control.end();
        sendControl();
    }

    private void error(ProtocolError error) {
        try {
            control.begin(3);
            control.text("T", "error");
            control.integer("code", error.code());
            control.text("msg", error.message());
            control.end();
            sendControl();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        market.note("error " + error.code() + " " + error.message() + " on " + feed.path());
    }

    private void sendControl() throws IOException {
        ByteBuf payload = control.take(0);
        if (mute) {
            payload.release();
            return;
        }
        outlet.frame(codec.opcode(), payload);
        outlet.flush();
    }

    /** Sends the messages of a slice to this client. */
    void publish(long slice) {
        if (!receives()) {
            return;
        }
        long delay = feed.delay().toNanos() / Slices.NANOS;
        market.day(feed).publish(slice - delay, subscription, this::accept);
        flushData();
        if (outlet.pending() > market.options().bufferBytes) {
            cutSlowClient();
        }
    }

    private void accept(MarketEvent event) {
        if (disordered != null) {
            disordered.add(event);
            return;
        }
        try {
            EventFields.write(event, data);
            if (data.messages() >= market.options().batch) {
                sendData();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void flushData() {
        try {
            if (data.messages() > 0) {
                sendData();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        outlet.flush();
    }

    private void sendData() throws IOException {
        int messages = data.messages();
        ByteBuf payload = data.take(nextFrameBytes);
        nextFrameBytes = 0;
        if (mute) {
            payload.release();
            return;
        }
        if (framesTwice > 0) {
            framesTwice--;
            outlet.frame(codec.opcode(), payload.copy());
            market.counters().messages.addAndGet(messages);
        }
        if (framesInPieces > 0) {
            framesInPieces--;
            outlet.fragments(codec.opcode(), payload, 3);
        } else {
            outlet.frame(codec.opcode(), payload);
        }
        market.counters().messages.addAndGet(messages);
    }

    /** Applies a fault to this client. */
    void suffer(Fault fault) {
        switch (fault.kind()) {
            case RESET -> reset();
            case CLOSE_MID_FRAME -> outlet.closeMidFrame(codec.opcode(), fault.bytes());
            case CLOSE -> close(fault.code(), "emulated");
            case MUTE -> mute(fault);
            case SLOW_CLIENT_407 -> cutSlowClient();
            case ERROR -> error(ProtocolError.of(fault.code()));
            case BROKEN_DEFLATE -> outlet.brokenDeflate(codec.opcode());
            case DUPLICATES -> framesTwice = fault.count();
            case DISORDER -> disorder(fault.lasting());
            case BIG_FRAME -> nextFrameBytes = fault.bytes();
            case TRICKLE -> outlet.trickle(fault.lasting());
            case FRAGMENTS -> framesInPieces = fault.count();
            case LATE_CORRECTIONS -> {
                market.amendLate(feed, fault.count(), subscription, this::accept);
                flushData();
            }
            default ->
                    throw new IllegalArgumentException(
                            fault.kind().label() + " does not happen to a client");
        }
    }

    void reset() {
        outlet.reset();
    }

    private void mute(Fault fault) {
        mute = true;
        pongs = fault.pongs();
        if (!pongs) {
            context.channel().config().setAutoRead(false);
        }
        after(fault.lasting(), this::reset);
    }

    private void disorder(Duration lasting) {
        if (disordered != null) {
            return;
        }
        disordered = new ArrayList<>();
        after(
                lasting,
                () -> {
                    List<MarketEvent> events = disordered;
                    disordered = null;
                    Collections.shuffle(events, new Random(events.size()));
                    events.forEach(this::accept);
                    flushData();
                });
    }

    private void cutSlowClient() {
        error(ProtocolError.SLOW_CLIENT);
        close(1008, "slow client");
    }

    private void close(int code, String reason) {
        cleanEnd = true;
        subscription = new Subscription(feed);
        if (!mute) {
            outlet.close(code, reason);
        }
        after(
                CLOSE_GRACE,
                () ->
                        context.channel()
                                .close()
                                .addListener(ChannelFutureListener.CLOSE_ON_FAILURE));
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        market.remove(this);
        market.counters().open.decrementAndGet();
        if (slot != null) {
            market.slots().free(slot, cleanEnd, System.nanoTime());
        }
        market.note(
                "disconnected "
                        + ctx.channel().remoteAddress()
                        + (cleanEnd ? "" : " without a close frame"));
        ctx.fireChannelInactive();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        market.note("connection failed: " + cause);
        ctx.close().addListener(ChannelFutureListener.CLOSE_ON_FAILURE);
    }
}
