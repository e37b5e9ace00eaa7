package io.tickhouse.guard;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.apache.flink.shaded.netty4.io.netty.channel.embedded.EmbeddedChannel;
import org.apache.flink.shaded.netty4.io.netty.handler.codec.http.DefaultFullHttpRequest;
import org.apache.flink.shaded.netty4.io.netty.handler.codec.http.FullHttpRequest;
import org.apache.flink.shaded.netty4.io.netty.handler.codec.http.FullHttpResponse;
import org.apache.flink.shaded.netty4.io.netty.handler.codec.http.HttpMethod;
import org.apache.flink.shaded.netty4.io.netty.handler.codec.http.HttpResponseStatus;
import org.apache.flink.shaded.netty4.io.netty.handler.codec.http.HttpVersion;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class FlinkGuardTest {

    private final EmbeddedChannel channel =
            new EmbeddedChannel(new FlinkGuard().createHandler(null, Map.of()).orElseThrow());

    @AfterEach
    void close() {
        channel.finishAndReleaseAll();
    }

    @Test
    void aRequestOfThisMachineReachesTheNextHandlerAsItIs() {
        FullHttpRequest request = request("localhost:8081");

        channel.writeInbound(request);

        assertThat(channel.<Object>readInbound()).isSameAs(request);
        assertThat(request.refCnt()).isOne();
        assertThat(channel.<Object>readOutbound()).isNull();
    }

    @Test
    void aRequestOfAPageReachesNoHandlerAndIsAnsweredInWords() {
        FullHttpRequest request = request("localhost:8081");
        request.headers().set("origin", "https://evil.example");

        channel.writeInbound(request);

        FullHttpResponse response = channel.readOutbound();
        assertThat(response.status()).isEqualTo(HttpResponseStatus.FORBIDDEN);
        assertThat(response.content().toString(StandardCharsets.UTF_8))
                .isEqualTo("This service does not answer to pages of https://evil.example.\n");
        assertThat(response.headers().getInt("content-length"))
                .isEqualTo(response.content().readableBytes());
        assertThat(channel.<Object>readInbound()).isNull();
        response.release();
    }

    @Test
    void aRefusedRequestIsReleasedAndItsConnectionClosed() {
        FullHttpRequest request = request("evil.example");

        channel.writeInbound(request);

        assertThat(request.refCnt()).isZero();
        assertThat(channel.isOpen()).isFalse();
    }

    private static FullHttpRequest request(String host) {
        FullHttpRequest request =
                new DefaultFullHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.POST, "/jobs");
        request.headers().set("Host", host);
        return request;
    }
}
