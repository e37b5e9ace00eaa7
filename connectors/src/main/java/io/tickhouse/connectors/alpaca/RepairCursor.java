package io.tickhouse.connectors.alpaca;

import java.io.IOException;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/**
 * How far the repair of a gap's part got: the next page to read.
 *
 * @param pass 0 the first reading, 1 the one for what came late, {@link #PASSES} done
 * @param batch of symbols
 * @param token of the page, null for the first
 */
record RepairCursor(int pass, int batch, String token) {

    static final int PASSES = 2;
    static final RepairCursor START = new RepairCursor(0, 0, null);

    /** The start where nothing can come late any more. */
    static final RepairCursor ONLY_READING = new RepairCursor(PASSES - 1, 0, null);

    boolean isDone() {
        return pass == PASSES;
    }

    /** Behind a page. */
    RepairCursor next(String nextToken, int batches) {
        if (nextToken != null) {
            return new RepairCursor(pass, batch, nextToken);
        }
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
