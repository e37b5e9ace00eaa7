package io.tickhouse.alpaca.emulator;

/** The wanted symbols of each channel. */
@FunctionalInterface
interface Interest {

    boolean wants(Channel channel, String symbol);
}
