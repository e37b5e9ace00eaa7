package io.tickhouse.tools.care;

import io.tickhouse.minio.care.ReceiptLedger;
import io.tickhouse.tools.lake.TableReader;
import java.io.IOException;
import java.util.List;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.data.parquet.GenericParquetWriter;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.io.DataWriter;
import org.apache.iceberg.io.InputFile;
import org.apache.iceberg.io.OutputFile;
import org.apache.iceberg.parquet.Parquet;

/** The files of the ledger of receipts, with the Parquet that commands have. */
final class ReceiptFiles implements ReceiptLedger.Files {

    @Override
    public CloseableIterable<Record> read(InputFile file, Schema schema) {
        return TableReader.rows(file, schema);
    }

    @Override
    public DataFile write(Table ledger, OutputFile file, List<Record> rows) throws IOException {
        DataWriter<Record> writer =
                Parquet.writeData(file)
                        .forTable(ledger)
                        .createWriterFunc(GenericParquetWriter::create)
                        .build();
        try (writer) {
            rows.forEach(writer::write);
        }
        return writer.toDataFile();
    }
}
