package io.tickhouse.contenders;

import io.tickhouse.model.DeadLetter;
import io.tickhouse.model.Flattener;
import io.tickhouse.model.Message;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;

/** Counts the messages and passes them on to each leg. */
final class Fan implements Flattener.Output {

    private final Totals totals;
    private final Leg[] legs;

    Fan(Totals totals, List<Leg> legs) {
        this.totals = totals;
        this.legs = legs.toArray(new Leg[0]);
    }

    @Override
    public void row(Message message) {
        totals.rows[message.kind().index()]++;
        try {
            for (Leg leg : legs) {
                leg.row(message);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void deadLetter(DeadLetter letter) {
        totals.deadLetters++;
        for (Leg leg : legs) {
            leg.deadLetter(letter);
        }
    }
}
