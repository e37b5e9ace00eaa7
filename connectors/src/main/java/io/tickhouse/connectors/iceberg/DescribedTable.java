package io.tickhouse.connectors.iceberg;

import org.apache.iceberg.BaseTable;
import org.apache.iceberg.HasTableOperations;
import org.apache.iceberg.StaticTableOperations;
import org.apache.iceberg.Table;
import org.apache.iceberg.io.FileIO;
import org.apache.iceberg.io.InputFile;
import org.apache.iceberg.io.OutputFile;

/**
 * What a job graph may contain of a table: everything but the access to its files, which holds
 * keys, or credentials that expire. Tasks load the table by {@link TableAccess}.
 */
final class DescribedTable {

    private DescribedTable() {}

    static Table of(Table table) {
        return new BaseTable(
                new StaticTableOperations(
                        ((HasTableOperations) table).operations().current(),
                        new FilesHere(table.io())),
                table.name());
    }

    /** Files for the process that builds the graph; the graph itself has none. */
    private static final class FilesHere implements FileIO {

        private static final long serialVersionUID = 1L;

        private final transient FileIO files;

        FilesHere(FileIO files) {
            this.files = files;
        }

        @Override
        public InputFile newInputFile(String path) {
            return files().newInputFile(path);
        }

        @Override
        public OutputFile newOutputFile(String path) {
            return files().newOutputFile(path);
        }

        @Override
        public void deleteFile(String path) {
            files().deleteFile(path);
        }

        private FileIO files() {
            if (files == null) {
                throw new IllegalStateException(
                        "Files are reached by the table that the catalog gives, and not by that of"
                                + " a job graph");
            }
            return files;
        }
    }
}
