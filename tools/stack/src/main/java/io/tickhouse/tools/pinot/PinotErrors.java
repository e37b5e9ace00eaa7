package io.tickhouse.tools.pinot;

import io.tickhouse.pinot.PinotException;
import io.tickhouse.tools.UserError;

/** Adds the remedy to Pinot's error message. */
final class PinotErrors {

    private PinotErrors() {}

    static UserError explained(PinotException e) {
        String remedy =
                switch (e.kind()) {
                    case UNREACHABLE ->
                            " Start the local stack with ./tickhouse up, or name the address of"
                                    + " another one.";
                    case UNKNOWN_TABLE, UNKNOWN_COLUMN, BAD_SQL, NO_TOPIC, REFUSED -> "";
                };
        return UserError.failed(e.getMessage() + remedy, e);
    }
}
