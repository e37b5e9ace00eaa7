package io.tickhouse.connectors.iceberg;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.iceberg.CatalogProperties;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DataFiles;
import org.apache.iceberg.LockManager;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.hadoop.HadoopCatalog;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Why a table of a Hadoop catalog may have one writer only, as the documents say. */
class HadoopCatalogTest {

    private static final TableIdentifier ID = TableIdentifier.of("db", "trades");
    private static final Schema SCHEMA =
            new Schema(Types.NestedField.required(1, "i", Types.LongType.get()));

    @TempDir private Path warehouse;

    /** Both look for the next version of the table, find none, and write it. */
    @Test
    void ofTwoWritersAtTheSameMomentOneLosesItsCommitWithoutNotice() throws Exception {
        try (HadoopCatalog catalog = catalog()) {
            catalog.createTable(ID, SCHEMA);
        }
        SharedFiles.bothLooked = new CyclicBarrier(2);

        CompletableFuture.allOf(
                        CompletableFuture.runAsync(() -> append("first.parquet")),
                        CompletableFuture.runAsync(() -> append("second.parquet")))
                .join();

        SharedFiles.bothLooked = null;
        try (HadoopCatalog catalog = catalog()) {
            Table table = catalog.loadTable(ID);
            assertThat(table.snapshots()).hasSize(1);
            assertThat(table.currentSnapshot().summary()).containsEntry("total-records", "1");
        }
    }

    private void append(String name) {
        DataFile file =
                DataFiles.builder(PartitionSpec.unpartitioned())
                        .withPath(warehouse.resolve(name).toString())
                        .withFileSizeInBytes(1)
                        .withRecordCount(1)
                        .build();
        try (HadoopCatalog catalog = catalog()) {
            catalog.loadTable(ID).newAppend().appendFile(file).commit();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private HadoopCatalog catalog() {
        Configuration hadoop = new Configuration();
        hadoop.set("fs.shared.impl", SharedFiles.class.getName());
        HadoopCatalog catalog = new HadoopCatalog();
        catalog.setConf(hadoop);
        catalog.initialize(
                "local",
                Map.of(
                        CatalogProperties.WAREHOUSE_LOCATION,
                        "shared://" + warehouse,
                        CatalogProperties.LOCK_IMPL,
                        OfOneProcess.class.getName()));
        return catalog;
    }

    /** A store in which looking for a file and writing it are two steps, as in S3. */
    public static final class SharedFiles extends RawLocalFileSystem {

        static volatile CyclicBarrier bothLooked;

        @Override
        public URI getUri() {
            return URI.create("shared:///");
        }

        @Override
        public boolean rename(org.apache.hadoop.fs.Path written, org.apache.hadoop.fs.Path version)
                throws IOException {
            CyclicBarrier barrier = bothLooked;
            if (barrier != null && version.getName().equals("v2.metadata.json")) {
                try {
                    barrier.await(1, TimeUnit.MINUTES);
                } catch (InterruptedException | BrokenBarrierException | TimeoutException e) {
                    throw new IOException(e);
                }
            }
            return super.rename(written, version);
        }
    }

    /** A lock that another process does not see. */
    public static final class OfOneProcess implements LockManager {

        @Override
        public void initialize(Map<String, String> properties) {
            // It has no settings.
        }

        @Override
        public boolean acquire(String entity, String owner) {
            return true;
        }

        @Override
        public boolean release(String entity, String owner) {
            return true;
        }

        @Override
        public void close() {
            // It holds nothing.
        }
    }
}
