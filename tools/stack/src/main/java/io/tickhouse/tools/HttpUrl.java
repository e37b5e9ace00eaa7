package io.tickhouse.tools;

import java.net.URI;
import java.net.URISyntaxException;

/** The address of an HTTP service as a user writes it. */
public final class HttpUrl {

    private static final int HIGHEST_PORT = 65_535;

    private HttpUrl() {}

    /**
     * The URL that an option names.
     *
     * @throws UserError if it is not one of HTTP with a host
     */
    public static URI of(String option, String text) {
        try {
            URI url = new URI(text);
            boolean http =
                    "http".equalsIgnoreCase(url.getScheme())
                            || "https".equalsIgnoreCase(url.getScheme());
            if (http && url.getHost() != null && url.getPort() <= HIGHEST_PORT) {
                return url;
            }
        } catch (URISyntaxException e) {
            // Refused below, like every other text that is not a URL.
        }
        throw UserError.badUsage(
                option + " takes a URL such as http://HOST:PORT, not " + text + ".");
    }
}
