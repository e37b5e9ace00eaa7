package io.tickhouse.guard;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.runtime.io.network.netty.InboundChannelHandlerFactory;
import org.apache.flink.runtime.rest.FileUploadHandler;
import org.apache.flink.shaded.netty4.io.netty.buffer.Unpooled;
import org.apache.flink.shaded.netty4.io.netty.channel.ChannelFutureListener;
import org.apache.flink.shaded.netty4.io.netty.channel.ChannelHandler;
import org.apache.flink.shaded.netty4.io.netty.channel.ChannelHandlerContext;
import org.apache.flink.shaded.netty4.io.netty.channel.SimpleChannelInboundHandler;
import org.apache.flink.shaded.netty4.io.netty.handler.codec.http.DefaultFullHttpResponse;
import org.apache.flink.shaded.netty4.io.netty.handler.codec.http.HttpHeaderNames;
import org.apache.flink.shaded.netty4.io.netty.handler.codec.http.HttpHeaderValues;
import org.apache.flink.shaded.netty4.io.netty.handler.codec.http.HttpRequest;
import org.apache.flink.shaded.netty4.io.netty.handler.codec.http.HttpResponseStatus;
import org.apache.flink.shaded.netty4.io.netty.handler.codec.http.HttpVersion;
import org.apache.flink.shaded.netty4.io.netty.util.ReferenceCountUtil;

/**
 * A filter in front of every handler of a JobManager that has this class on its class path. Flink's
 * own switches are not enough: with uploads of jars switched off, a form may still post a whole job
 * to {@code /jobs}.
 */
public final class FlinkGuard implements InboundChannelHandlerFactory {

    @Override
    public int priority() {
        return 0;
    }

    @Override
    public Optional<ChannelHandler> createHandler(
            Configuration configuration, Map<String, String> responseHeaders) {
        return Optional.of(new Handler());
    }

    private static final class Handler extends SimpleChannelInboundHandler<HttpRequest> {

        Handler() {
            super(false); // what it lets through belongs to the next handler
        }

        @Override
        @SuppressWarnings("FutureReturnValueIgnored") // the listener closes either way
        protected void channelRead0(ChannelHandlerContext context, HttpRequest request)
                throws IOException {
            Optional<String> refusal = Caller.refusal(request.headers()::get);
            if (refusal.isEmpty()) {
                context.fireChannelRead(request);
                return;
            }
            ReferenceCountUtil.release(request);
            // The parts of an uploaded form are already in files.
            FileUploadHandler.getMultipartFileUploads(context).close();
            byte[] body = (refusal.get() + "\n").getBytes(StandardCharsets.UTF_8);
            var response =
                    new DefaultFullHttpResponse(
                            HttpVersion.HTTP_1_1,
                            HttpResponseStatus.FORBIDDEN,
                            Unpooled.wrappedBuffer(body));
            response.headers()
                    .set(HttpHeaderNames.CONTENT_TYPE, "text/plain; charset=utf-8")
                    .set(HttpHeaderNames.CONTENT_LENGTH, body.length)
                    .set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
            context.writeAndFlush(response).addListener(ChannelFutureListener.CLOSE);
        }
    }
}
