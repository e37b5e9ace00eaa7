package io.tickhouse.alpaca.emulator;

/** Which symbols of which channel are wanted. */
@FunctionalInterface
interface Interest {

    boolean wants(Channel channel, String symbol);
}
