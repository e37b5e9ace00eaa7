package io.tickhouse.kubernetes;

/**
 * Something that a program must be allowed to do in Kafka.
 *
 * @param type of the resource, as Strimzi writes it
 * @param prefix whether all that begins with the name is meant
 */
public record Right(String type, String name, boolean prefix, String operation) {

    public static Right topic(String name, String operation) {
        return new Right("topic", name, false, operation);
    }

    public static Right group(String name) {
        return new Right("group", name, false, "Read");
    }

    public static Right transactions(String prefix) {
        return new Right("transactionalId", prefix, true, "Write");
    }

    /** To read a setting of the brokers. */
    public static Right brokerSettings() {
        return new Right("cluster", "", false, "DescribeConfigs");
    }

    @Override
    public String toString() {
        return operation + " of " + type + " " + name + (prefix ? "*" : "");
    }
}
