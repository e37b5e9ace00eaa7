package io.tickhouse.tools.stack;

import java.io.DataInputStream;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Asks a service whether it serves. An open port is not enough: the kernel opens it early. */
@FunctionalInterface
interface Probe {

    int TIMEOUT_MILLIS = 1_000;

    boolean answers();

    /** Serves if all of these serve. */
    static Probe all(Probe... probes) {
        return () -> Arrays.stream(probes).allMatch(Probe::answers);
    }

    /** An HTTP server that answers this URL with a status up to {@code highestStatus}. */
    static Probe http(String url, int highestStatus) {
        return () -> {
            try {
                var connection = (HttpURLConnection) URI.create(url).toURL().openConnection();
                connection.setConnectTimeout(TIMEOUT_MILLIS);
                connection.setReadTimeout(TIMEOUT_MILLIS);
                connection.setUseCaches(false);
                try {
                    return connection.getResponseCode() <= highestStatus;
                } finally {
                    connection.disconnect();
                }
            } catch (IOException e) {
                return false;
            }
        };
    }

    static Probe open(int port) {
        return () -> {
            try (Socket socket = connect(port)) {
                return socket.isConnected();
            } catch (IOException e) {
                return false;
            }
        };
    }

    /** A broker that says which versions it speaks. It does so only after it has started. */
    static Probe kafka(int port) {
        return () -> {
            try (Socket socket = connect(port)) {
                int correlation = 7;
                ByteBuffer request = ByteBuffer.allocate(14);
                // size, ApiVersions, version 0, correlation id, no client id
                request.putInt(10).putShort((short) 18).putShort((short) 0);
                request.putInt(correlation).putShort((short) -1);
                socket.getOutputStream().write(request.array());
                DataInputStream in = new DataInputStream(socket.getInputStream());
                return in.readInt() > 6 && in.readInt() == correlation && in.readShort() == 0;
            } catch (IOException e) {
                return false;
            }
        };
    }

    static Probe zookeeper(int port) {
        return () -> {
            try (Socket socket = connect(port)) {
                socket.getOutputStream().write("srvr".getBytes(StandardCharsets.US_ASCII));
                byte[] answer = socket.getInputStream().readAllBytes();
                return new String(answer, StandardCharsets.UTF_8).contains("Mode:");
            } catch (IOException e) {
                return false;
            }
        };
    }

    private static Socket connect(int port) throws IOException {
        Socket socket = new Socket();
        try {
            socket.setSoTimeout(TIMEOUT_MILLIS);
            socket.connect(
                    new InetSocketAddress(InetAddress.getLoopbackAddress(), port), TIMEOUT_MILLIS);
            return socket;
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }
}
