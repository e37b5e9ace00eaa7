package io.tickhouse.connectors.alpaca.memory;

import java.io.IOException;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/**
 * How far the repair of a gap's part has come: the next page to read.
 *
 * @param pass 0 for the first reading, 1 for the one that catches late messages, {@link #PASSES}
 *     when done
 * @param batch index of the batch of symbols
 * @param token of the page, null for the first
 */
public record RepairCursor(int pass, int batch, String token) {

    static final int PASSES = 2;
    public static final RepairCursor START = new RepairCursor(0, 0, null);

    /** The start for a part in which nothing can come late any more. */
    static final RepairCursor ONLY_READING = new RepairCursor(PASSES - 1, 0, null);

    public boolean isDone() {
        return pass == PASSES;
    }

    /** The position after the last page of a batch. */
    public RepairCursor next(int batches) {
        return batch + 1 < batches
                ? new RepairCursor(pass, batch + 1, null)
                : new RepairCursor(pass + 1, 0, null);
    }

    void write(DataOutputView out) throws IOException {
        out.writeInt(pass);
        out.writeInt(batch);
        out.writeBoolean(token != null);
        if (token != null) {
            out.writeUTF(token);
        }
    }

    static RepairCursor read(DataInputView in) throws IOException {
        int pass = in.readInt();
        int batch = in.readInt();
        return new RepairCursor(pass, batch, in.readBoolean() ? in.readUTF() : null);
    }
}
