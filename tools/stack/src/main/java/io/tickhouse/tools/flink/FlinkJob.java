package io.tickhouse.tools.flink;

/**
 * A job as the cluster reports it.
 *
 * @param state of Flink's job states, such as RUNNING
 * @param startTime epoch milliseconds
 * @param duration milliseconds
 */
public record FlinkJob(String id, String name, String state, long startTime, long duration) {

    /** Whether it has ended, successfully or not. */
    public boolean ended() {
        return switch (state) {
            case "FINISHED", "CANCELED", "FAILED" -> true;
            default -> false;
        };
    }
}
