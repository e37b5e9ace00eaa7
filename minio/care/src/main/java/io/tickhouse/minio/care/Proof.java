package io.tickhouse.minio.care;

/** How closely files are compared. */
public enum Proof {
    /** Every value of every row, see {@link ContentHash}. */
    CONTENT(ContentHash.ALGORITHM),
    /** The number of rows and of the values of each column, see {@link ColumnCounts}. */
    COUNTS(ColumnCounts.ALGORITHM);

    private final String algorithm;

    Proof(String algorithm) {
        this.algorithm = algorithm;
    }

    /** As a receipt has it. */
    public String algorithm() {
        return algorithm;
    }
}
