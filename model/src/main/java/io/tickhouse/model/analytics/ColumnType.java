package io.tickhouse.model.analytics;

/** What a value of a {@link Row} is. */
public enum ColumnType {
    /** A {@code String}. */
    TEXT,
    /** An {@code Integer}. */
    INT,
    /** A {@code Long}. */
    LONG,
    /** A {@code Boolean}. */
    BOOLEAN,
    /** A {@code BigDecimal} of 9 decimals and at most 20 digits. */
    PRICE,
    /** A {@code BigDecimal} of 6 decimals and at most 18 digits: an average of prices. */
    AVERAGE,
    /** A {@code BigDecimal} of 9 decimals and at most 38 digits: shares or money. */
    AMOUNT,
    /** A {@code BigDecimal} of 9 decimals and at most 20 digits: a deviation. */
    DEVIATION,
    /** A {@code Long}: microseconds since the epoch. */
    INSTANT,
    /** An {@code Integer}: days since the epoch. */
    DATE;

    /** Digits after the point of a decimal. */
    public int scale() {
        return this == AVERAGE ? 6 : 9;
    }

    /** Digits of a decimal in all. */
    public int precision() {
        return switch (this) {
            case AMOUNT -> 38;
            case AVERAGE -> 18;
            default -> 20;
        };
    }
}
