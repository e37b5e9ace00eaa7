package io.tickhouse.minio.care;

import org.apache.iceberg.Table;
import org.apache.iceberg.TableProperties;
import org.apache.iceberg.util.PropertyUtil;

/** Tables whose files may be those of another table, too, such as a snapshot of one in Spark. */
final class SharedFiles {

    private SharedFiles() {}

    /**
     * To be asked before files are deleted.
     *
     * @throws CareRefusal if the table says that its files are not its own
     */
    static void refuse(Table table) {
        if (!PropertyUtil.propertyAsBoolean(
                table.properties(),
                TableProperties.GC_ENABLED,
                TableProperties.GC_ENABLED_DEFAULT)) {
            throw new CareRefusal(
                    "Table "
                            + table.name()
                            + " has gc.enabled=false, so its files may be those of another table,"
                            + " too: set it to true if they are not.");
        }
    }
}
