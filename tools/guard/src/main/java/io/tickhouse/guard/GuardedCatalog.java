package io.tickhouse.guard;

import java.io.Reader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Properties;
import java.util.function.Consumer;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.jdbc.JdbcCatalog;
import org.apache.iceberg.rest.HTTPRequest;
import org.apache.iceberg.rest.RESTCatalogAdapter;
import org.apache.iceberg.rest.RESTCatalogServlet;
import org.apache.iceberg.rest.RESTResponse;
import org.apache.iceberg.rest.responses.ConfigResponse;
import org.apache.iceberg.rest.responses.ErrorResponse;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.util.Callback;

/**
 * Serves Iceberg's own REST catalog servlet over a JDBC catalog, for this machine only. Iceberg's
 * RESTCatalogServer serves the same on every network interface and to every web page, and the
 * catalog has no login.
 */
public final class GuardedCatalog {

    private GuardedCatalog() {}

    /**
     * Serves until it is stopped.
     *
     * @param args the port, and a file with the properties of the JDBC catalog
     */
    public static void main(String[] args) throws Exception {
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(Path.of(args[1]))) {
            properties.load(reader);
        }
        Map<String, String> settings = new HashMap<>();
        properties.stringPropertyNames().forEach(n -> settings.put(n, properties.getProperty(n)));

        JdbcCatalog catalog = new JdbcCatalog();
        catalog.initialize("local", settings);

        ServletContextHandler context =
                new ServletContextHandler(ServletContextHandler.NO_SESSIONS);
        context.addServlet(
                new ServletHolder(new RESTCatalogServlet(new TellingAdapter(catalog, settings))),
                "/*");
        Server server =
                new Server(
                        new InetSocketAddress(
                                InetAddress.getLoopbackAddress(), Integer.parseInt(args[0])));
        server.setHandler(new Guard(context));
        server.start();
        server.join();
    }

    /**
     * Tells clients where the files of the tables are. They then need the address of the catalog
     * and the keys of the store, and no more. It never tells the keys.
     */
    private static final class TellingAdapter extends RESTCatalogAdapter {

        private static final List<String> TOLD =
                List.of("s3.endpoint", "s3.path-style-access", "client.region", "s3.region");

        private final Map<String, String> told = new HashMap<>();

        TellingAdapter(Catalog catalog, Map<String, String> settings) {
            super(catalog);
            told.putAll(settings);
            // PyIceberg has its own name for the region.
            told.putIfAbsent("s3.region", settings.get("client.region"));
            told.keySet().retainAll(TOLD);
            told.values().removeIf(Objects::isNull);
        }

        @Override
        protected <T extends RESTResponse> T execute(
                HTTPRequest request,
                Class<T> type,
                Consumer<ErrorResponse> onError,
                Consumer<Map<String, String>> headers) {
            T answer = super.execute(request, type, onError, headers);
            if (answer instanceof ConfigResponse config) {
                return castResponse(
                        type,
                        ConfigResponse.builder()
                                .withDefaults(told)
                                .withDefaults(config.defaults())
                                .withOverrides(config.overrides())
                                .withEndpoints(config.endpoints())
                                .build());
            }
            return answer;
        }
    }

    /** Guards the catalog. */
    private static final class Guard extends Handler.Wrapper {

        Guard(Handler catalog) {
            super(catalog);
        }

        @Override
        public boolean handle(Request request, Response response, Callback callback)
                throws Exception {
            Optional<String> refusal = Caller.refusal(request.getHeaders()::get);
            if (refusal.isEmpty()) {
                return super.handle(request, response, callback);
            }
            Response.writeError(request, response, callback, 403, refusal.get());
            return true;
        }
    }
}
