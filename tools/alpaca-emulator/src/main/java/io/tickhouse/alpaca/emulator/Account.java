package io.tickhouse.alpaca.emulator;

/**
 * An account that may log in. Its secret is also accepted as a bearer, {@code oauth} or Broker
 * token.
 */
public record Account(String key, String secret, Plan plan) {

    /** Without the secret. */
    @Override
    public String toString() {
        return "Account[" + key + ", " + plan + "]";
    }
}
