package io.tickhouse.tools;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.stream.IntStream;

/** Finds free ports for a stack of its own next to whatever runs on the machine. */
public final class FreePorts {

    // Below 32768, where the ports that the system gives to outgoing connections start.
    private static final int FIRST = 11_000;
    private static final int STEP = 700;

    /** Number of ranges for each of the processes that run tests in parallel. */
    private static final int STEPS = 7;

    /** All that a stack may listen on. */
    private static final int[] PORTS = {
        2181, 6121, 6123, 6124, 8080, 8081, 8097, 8098, 8099, 8181, 9000, 9092, 9093, 9100, 9101
    };

    private static final int FORK = Integer.getInteger("tickhouse.fork", 1);

    private FreePorts() {}

    /** The first {@code --port-offset} at which all ports of a stack are free. */
    public static int offset() {
        return IntStream.range(0, STEPS)
                .map(step -> FIRST + ((FORK - 1) * STEPS + step) * STEP)
                .filter(offset -> IntStream.of(PORTS).allMatch(port -> isFree(port + offset)))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("No free range of ports"));
    }

    private static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return true;
        } catch (IOException taken) {
            return false;
        }
    }
}
