package io.tickhouse.alpaca.emulator;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** The credentials in a request's headers. */
final class Credentials {

    private static final String KEY = "APCA-API-KEY-ID";
    private static final String SECRET = "APCA-API-SECRET-KEY";
    private static final String BEARER = "Bearer ";
    private static final String BASIC = "Basic ";

    private final Market market;

    Credentials(Market market) {
        this.market = market;
    }

    static boolean present(HttpHeaders headers) {
        return headers.contains(KEY) || headers.contains(HttpHeaderNames.AUTHORIZATION);
    }

    /** The account, or null if the credentials are wrong. */
    Account account(HttpHeaders headers) {
        String key = headers.get(KEY);
        if (key != null) {
            return market.account(key, headers.get(SECRET, ""));
        }
        String authorization = headers.get(HttpHeaderNames.AUTHORIZATION, "");
        if (authorization.startsWith(BEARER)) {
            return market.accountOfToken(authorization.substring(BEARER.length()));
        }
        if (authorization.startsWith(BASIC)) {
            return basic(authorization.substring(BASIC.length()));
        }
        return null;
    }

    private Account basic(String encoded) {
        String pair;
        try {
            pair = new String(Base64.getDecoder().decode(encoded), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            market.note("login with a Basic header that is not base64");
            return null;
        }
        int colon = pair.indexOf(':');
        return colon < 0
                ? null
                : market.account(pair.substring(0, colon), pair.substring(colon + 1));
    }
}
