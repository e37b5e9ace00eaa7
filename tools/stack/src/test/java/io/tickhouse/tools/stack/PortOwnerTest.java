package io.tickhouse.tools.stack;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import org.junit.jupiter.api.Test;

class PortOwnerTest {

    private static final String LINE =
            "   3: 0100007F:2384 00000000:0000 0A 00000000:00000000 00:00000000 00000000"
                    + "  1000        0 48213 1 0000000000000000 100 0 0 10 0";

    @Test
    void findsTheListenerOfAPort() {
        assertThat(PortOwner.listener(LINE, 9092)).contains("48213");
        assertThat(PortOwner.listener(LINE, 9093)).isEmpty();
        // 01 is an established connection from this port.
        assertThat(PortOwner.listener(LINE.replace(" 0A ", " 01 "), 9092)).isEmpty();
        assertThat(PortOwner.listener("  sl  local_address rem_address   st", 9092)).isEmpty();
    }

    @Test
    void namesThisProcessAndTheRemedy() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            int port = socket.getLocalPort();

            assertThat(PortOwner.isTaken(port)).isTrue();
            assertThat(PortOwner.complaint(port, "kafka", "--port-offset 200"))
                    .startsWith(
                            "Port "
                                    + port
                                    + " (kafka) is taken by pid "
                                    + ProcessHandle.current().pid()
                                    + " (")
                    .endsWith("): stop it or use --port-offset 200.");
        }
    }

    @Test
    void aClosedPortIsFree() throws IOException {
        int port;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        assertThat(PortOwner.isTaken(port)).isFalse();
    }
}
