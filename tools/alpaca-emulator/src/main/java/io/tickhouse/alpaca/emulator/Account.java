package io.tickhouse.alpaca.emulator;

/** Who may log in. The secret is also accepted as a bearer, {@code oauth} or Broker token. */
public record Account(String key, String secret, Plan plan) {

    /** Shows no secret. */
    @Override
    public String toString() {
        return "Account[" + key + ", " + plan + "]";
    }
}
