package io.tickhouse.jobs.compact;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.util.InstantiationUtil;

/**
 * Iceberg's files between operators, in Java's serialization: Iceberg keeps them serializable, and
 * Flink has no serializer of its own for them. Nothing of it outlives the job.
 */
final class JavaBytes {

    private JavaBytes() {}

    static byte[] of(List<?> list) {
        try {
            return InstantiationUtil.serializeObject(new ArrayList<>(list));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static <T> List<T> list(byte[] bytes, Class<T> type) {
        try {
            List<?> list =
                    InstantiationUtil.deserializeObject(bytes, JavaBytes.class.getClassLoader());
            List<T> typed = new ArrayList<>();
            list.forEach(each -> typed.add(type.cast(each)));
            return typed;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException(e);
        }
    }
}
