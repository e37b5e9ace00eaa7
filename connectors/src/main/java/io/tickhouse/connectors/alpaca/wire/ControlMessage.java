package io.tickhouse.connectors.alpaca.wire;

/** A message from the server about the connection itself. */
public sealed interface ControlMessage {

    /** {@code connected} or {@code authenticated}. */
    record Success(String message) implements ControlMessage {}

    /** The code decides; the text is for people. */
    record Failure(int code, String message) implements ControlMessage {}

    /** The complete set that is now subscribed, as far as its channels are known. */
    record Acknowledgement(Subscriptions subscribed) implements ControlMessage {}

    /** An element that says nothing about the connection. */
    record Other() implements ControlMessage {}
}
