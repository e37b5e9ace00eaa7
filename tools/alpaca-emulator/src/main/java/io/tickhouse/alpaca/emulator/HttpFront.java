package io.tickhouse.alpaca.emulator;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.QueryStringDecoder;
import io.netty.handler.codec.http.websocketx.WebSocketDecoderConfig;
import io.netty.handler.codec.http.websocketx.WebSocketFrameAggregator;
import io.netty.handler.codec.http.websocketx.WebSocketServerHandshaker;
import io.netty.handler.codec.http.websocketx.WebSocketServerHandshakerFactory;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** One port for both: an upgrade becomes a stream session, all other requests go to the history. */
final class HttpFront extends SimpleChannelInboundHandler<FullHttpRequest> {

    private static final int MAX_CLIENT_MESSAGE = 16 << 20;

    private final Market market;
    private final HistoryApi history;

    HttpFront(Market market, HistoryApi history) {
        this.market = market;
        this.history = history;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext ctx, FullHttpRequest request)
            throws IOException {
        if ("websocket".equalsIgnoreCase(request.headers().get(HttpHeaderNames.UPGRADE))) {
            upgrade(ctx, request);
            return;
        }
        HistoryApi.Answer answer =
                request.method().equals(HttpMethod.GET)
                        ? history.answer(request.uri(), request.headers())
                        : HistoryApi.Answer.error(405, "method not allowed");
        respond(
                ctx,
                answer.status(),
                answer.body(),
                answer.headers(),
                HttpUtil.isKeepAlive(request));
    }

    private void upgrade(ChannelHandlerContext ctx, FullHttpRequest request) throws IOException {
        FaultScript.Refusal refusal = market.script().refusesHandshake();
        if (refusal != null) {
            refuse(ctx, refusal.status(), refusal.retryAfter());
            return;
        }
        Optional<Feed> feed = Feed.ofPath(new QueryStringDecoder(request.uri()).path());
        if (feed.isEmpty()) {
            refuse(ctx, 404, Duration.ZERO);
            return;
        }
        HttpHeaders headers = request.headers();
        PerMessageDeflate deflate =
                market.options().deflate
                                && PerMessageDeflate.isOffered(
                                        headers.get(HttpHeaderNames.SEC_WEBSOCKET_EXTENSIONS))
                        ? new PerMessageDeflate(MAX_CLIENT_MESSAGE)
                        : null;
        WebSocketServerHandshaker handshaker = handshaker(request, deflate != null);
        if (handshaker == null) {
            refuse(ctx, 426, Duration.ZERO);
            return;
        }
        HttpHeaders answer = new DefaultHttpHeaders();
        if (deflate != null) {
            answer.set(HttpHeaderNames.SEC_WEBSOCKET_EXTENSIONS, PerMessageDeflate.ANSWER);
        }
        boolean named = Credentials.present(headers);
        ClientSession session =
                new ClientSession(
                        market,
                        feed.get(),
                        Codec.of(headers.get(HttpHeaderNames.CONTENT_TYPE)),
                        deflate,
                        named,
                        named ? new Credentials(market).account(headers) : null);
        handshaker
                .handshake(ctx.channel(), request, answer, ctx.channel().newPromise())
                .addListener(
                        done -> {
                            if (!done.isSuccess()) {
                                market.note("handshake failed: " + done.cause());
                                ctx.close().addListener(ChannelFutureListener.CLOSE_ON_FAILURE);
                                return;
                            }
                            ctx.pipeline()
                                    .addLast(new WebSocketFrameAggregator(MAX_CLIENT_MESSAGE))
                                    .addLast(session);
                            ctx.pipeline().remove(this);
                            session.greet();
                        });
    }

    private static WebSocketServerHandshaker handshaker(
            FullHttpRequest request, boolean compressed) {
        return new WebSocketServerHandshakerFactory(
                        request.uri(),
                        null,
                        WebSocketDecoderConfig.newBuilder()
                                .maxFramePayloadLength(MAX_CLIENT_MESSAGE)
                                .closeOnProtocolViolation(true)
                                .allowExtensions(compressed)
                                .withUTF8Validator(!compressed)
                                .build())
                .newHandshaker(request);
    }

    private void refuse(ChannelHandlerContext ctx, int status, Duration retryAfter) {
        market.counters().refusedHandshakes.incrementAndGet();
        market.note("handshake refused with " + status);
        Map<String, String> headers =
                retryAfter.isZero()
                        ? Map.of()
                        : Map.of("Retry-After", Long.toString(retryAfter.toSeconds()));
        respond(ctx, status, "{\"message\":\"refused\"}", headers, false);
    }

    private static void respond(
            ChannelHandlerContext ctx,
            int status,
            String body,
            Map<String, String> headers,
            boolean keepAlive) {
        FullHttpResponse response =
                new DefaultFullHttpResponse(
                        HttpVersion.HTTP_1_1,
                        HttpResponseStatus.valueOf(status),
                        Unpooled.copiedBuffer(body, StandardCharsets.UTF_8));
        response.headers().set(HttpHeaderNames.CONTENT_TYPE, "application/json; charset=UTF-8");
        headers.forEach((name, value) -> response.headers().set(name, value));
        HttpUtil.setContentLength(response, response.content().readableBytes());
        HttpUtil.setKeepAlive(response, keepAlive);
        ctx.writeAndFlush(response)
                .addListener(
                        keepAlive
                                ? ChannelFutureListener.CLOSE_ON_FAILURE
                                : ChannelFutureListener.CLOSE);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        market.note("request failed: " + cause);
        ctx.close().addListener(ChannelFutureListener.CLOSE_ON_FAILURE);
    }
}
