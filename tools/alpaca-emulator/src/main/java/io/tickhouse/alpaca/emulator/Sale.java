package io.tickhouse.alpaca.emulator;

import java.util.ArrayList;
import java.util.List;

/**
 * How a stock was sold, as the conditions of the trade say. The codes are those of the consolidated
 * tapes: A and B (CTS output specification), and C (UTP).
 */
public enum Sale {
    REGULAR(0, ""),
    /** Intermarket sweep order. */
    SWEEP(300, "F"),
    /** At the average price of a day: another code on each tape. */
    AVERAGE_PRICE(12, ""),
    DERIVATIVELY_PRICED(8, "4"),
    /** A qualified contingent trade. */
    CONTINGENT(5, "7"),
    PRIOR_REFERENCE_PRICE(5, "P"),
    CROSS(3, "X"),
    /** Several trades in one report; it exists only on tape C. */
    BUNCHED(2, "B"),
    PRICE_VARIATION(1, "H"),

    /** Reported late, but in sequence. */
    SOLD_LAST(0, "L"),
    /** Reported late and out of sequence. */
    OUT_OF_SEQUENCE(0, "Z"),
    /** The print of the opening auction. */
    OPENING(0, "O"),
    /** The print of the closing auction. */
    CLOSING(0, "6"),
    /** The exchange's official opening price: repeats the opening print, and counts for nothing. */
    OFFICIAL_OPEN(0, "Q"),
    /** The exchange's official closing price: repeats the closing print, and counts for nothing. */
    OFFICIAL_CLOSE(0, "M");

    /** Of 1024 trades as they are reported in time. */
    private final int share;

    private final String code;

    Sale(int share, String code) {
        this.share = share;
        this.code = code;
    }

    /**
     * A trade that is reported in time.
     *
     * @param number from 0 to 1023, all equally likely
     */
    public static Sale inTime(String tape, int number) {
        int left = number;
        for (Sale sale : values()) {
            left -= sale.share;
            if (left < 0) {
                return sale == BUNCHED && !tape.equals("C") ? REGULAR : sale;
            }
        }
        return REGULAR;
    }

    /**
     * A trade that is reported late. Half of them are out of sequence.
     *
     * @param number from 0 to 3, all equally likely
     */
    public static Sale late(int number) {
        return number < 2 ? OUT_OF_SEQUENCE : number == 2 ? SOLD_LAST : REGULAR;
    }

    /**
     * The codes, in the order of the four positions of a tape: settlement, exemption or auction,
     * time, details. Only the first is there if there is nothing else to say.
     *
     * @param extended outside of regular hours
     * @param oddLot less than a round lot
     */
    public List<String> conditions(String tape, boolean extended, boolean oddLot) {
        List<String> codes = new ArrayList<>();
        codes.add(tape.equals("C") ? "@" : " ");
        switch (this) {
            case SWEEP, DERIVATIVELY_PRICED, CONTINGENT, OPENING, CLOSING -> codes.add(code);
            default -> {}
        }
        if (this == OUT_OF_SEQUENCE) {
            codes.add(extended ? "U" : code);
        } else if (extended && !isOfAnAuction()) {
            codes.add("T");
        } else if (this == SOLD_LAST) {
            codes.add(code);
        }
        switch (this) {
            case AVERAGE_PRICE -> codes.add(tape.equals("C") ? "W" : "B");
            case CONTINGENT -> codes.add("V");
            case PRIOR_REFERENCE_PRICE,
                    CROSS,
                    BUNCHED,
                    PRICE_VARIATION,
                    OFFICIAL_OPEN,
                    OFFICIAL_CLOSE ->
                    codes.add(code);
            default -> {}
        }
        if (oddLot) {
            codes.add("I");
        }
        return List.copyOf(codes);
    }

    /** The closing print comes after the bell, and is of regular hours all the same. */
    private boolean isOfAnAuction() {
        return switch (this) {
            case OPENING, CLOSING, OFFICIAL_OPEN, OFFICIAL_CLOSE -> true;
            default -> false;
        };
    }
}
