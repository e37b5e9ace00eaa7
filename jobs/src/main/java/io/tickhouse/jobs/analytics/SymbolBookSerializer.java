package io.tickhouse.jobs.analytics;

import io.tickhouse.model.analytics.BarSettings;
import io.tickhouse.model.analytics.SymbolBook;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.common.typeutils.TypeSerializerSchemaCompatibility;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/**
 * Writes what is known of a symbol into a checkpoint, in the book's own format. The settings are
 * written once for all symbols: a book can only be read with those that it was written with.
 */
final class SymbolBookSerializer extends TypeSerializer<SymbolBook> {

    private static final long serialVersionUID = 1L;

    private final BarSettings settings;

    SymbolBookSerializer(BarSettings settings) {
        this.settings = settings;
    }

    @Override
    public boolean isImmutableType() {
        return false;
    }

    @Override
    public TypeSerializer<SymbolBook> duplicate() {
        return this; // it has no state
    }

    @Override
    public SymbolBook createInstance() {
        return null; // a book is of a symbol
    }

    @Override
    public SymbolBook copy(SymbolBook book) {
        return book.copy();
    }

    @Override
    public SymbolBook copy(SymbolBook book, SymbolBook unused) {
        return copy(book);
    }

    @Override
    public int getLength() {
        return -1;
    }

    @Override
    public void serialize(SymbolBook book, DataOutputView out) throws IOException {
        book.writeTo(out);
    }

    @Override
    public SymbolBook deserialize(DataInputView in) throws IOException {
        return SymbolBook.readFrom(in, settings);
    }

    @Override
    public SymbolBook deserialize(SymbolBook unused, DataInputView in) throws IOException {
        return deserialize(in);
    }

    @Override
    public void copy(DataInputView in, DataOutputView out) throws IOException {
        serialize(deserialize(in), out);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof SymbolBookSerializer serializer
                && serializer.settings.equals(settings);
    }

    @Override
    public int hashCode() {
        return settings.hashCode();
    }

    @Override
    public TypeSerializerSnapshot<SymbolBook> snapshotConfiguration() {
        return new Snapshot(settings);
    }

    /** The settings, in a checkpoint. Flink makes it by its class. */
    public static final class Snapshot implements TypeSerializerSnapshot<SymbolBook> {

        private static final int VERSION = 2;

        private BarSettings settings;

        public Snapshot() {}

        Snapshot(BarSettings settings) {
            this.settings = settings;
        }

        @Override
        public int getCurrentVersion() {
            return VERSION;
        }

        @Override
        public void writeSnapshot(DataOutputView out) throws IOException {
            write(settings.sizes(), out);
            write(settings.horizons(), out);
            out.writeLong(settings.lateness().toMillis());
            out.writeLong(settings.amendable().toMillis());
        }

        private static void write(List<Duration> lengths, DataOutputView out) throws IOException {
            out.writeInt(lengths.size());
            for (Duration length : lengths) {
                out.writeLong(length.toMillis());
            }
        }

        @Override
        public void readSnapshot(int version, DataInputView in, ClassLoader classes)
                throws IOException {
            if (version != VERSION) {
                throw new IOException(
                        "The state is of version %d, and this program knows %d."
                                .formatted(version, VERSION));
            }
            settings =
                    new BarSettings(
                            read(in),
                            read(in),
                            Duration.ofMillis(in.readLong()),
                            Duration.ofMillis(in.readLong()));
        }

        private static List<Duration> read(DataInputView in) throws IOException {
            List<Duration> lengths = new ArrayList<>();
            for (int left = in.readInt(); left > 0; left--) {
                lengths.add(Duration.ofMillis(in.readLong()));
            }
            return lengths;
        }

        @Override
        public TypeSerializer<SymbolBook> restoreSerializer() {
            return new SymbolBookSerializer(settings);
        }

        @Override
        public TypeSerializerSchemaCompatibility<SymbolBook> resolveSchemaCompatibility(
                TypeSerializerSnapshot<SymbolBook> old) {
            return old instanceof Snapshot snapshot && snapshot.settings.equals(settings)
                    ? TypeSerializerSchemaCompatibility.compatibleAsIs()
                    : TypeSerializerSchemaCompatibility.incompatible();
        }
    }
}
