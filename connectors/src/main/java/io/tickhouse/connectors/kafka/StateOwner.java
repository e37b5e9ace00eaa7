package io.tickhouse.connectors.kafka;

import io.tickhouse.connectors.Refusal;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.Serializable;
import java.util.Map;
import java.util.TreeMap;

/**
 * The owner of a state: what a job reads and where it writes, by name, kept with its state.
 *
 * <p>Guarantee: a job never continues from the state of another one, which holds offsets of other
 * topics and commits that are still due elsewhere. It rests on the topic's id: Kafka gives a new
 * one to a topic that is made again.
 */
public final class StateOwner implements Serializable {

    private static final long serialVersionUID = 1L;

    private final TreeMap<String, String> places;

    /**
     * @param places by their role for the job, such as "source topic"
     */
    public StateOwner(Map<String, String> places) {
        this.places = new TreeMap<>(places);
    }

    /** The same with one more place. */
    StateOwner with(String what, String name) {
        StateOwner more = new StateOwner(places);
        more.places.put(what, name);
        return more;
    }

    /**
     * Compares the places that both name. A job that writes to fewer places than before, or to
     * more, may continue.
     *
     * @throws Refusal if the state belongs to another job
     */
    void check(StateOwner restored) {
        restored.places.forEach(
                (what, name) -> {
                    String ours = places.getOrDefault(what, name);
                    if (!name.equals(ours)) {
                        throw new Refusal(
                                ("The state is that of another job: its %s is %s, that of this job"
                                                + " is %s. Restore the state of this job"
                                                + " (./tickhouse submit --from PATH), or start"
                                                + " without one.")
                                        .formatted(what, name, ours));
                    }
                });
    }

    void write(DataOutputStream out) throws IOException {
        out.writeInt(places.size());
        for (Map.Entry<String, String> place : places.entrySet()) {
            out.writeUTF(place.getKey());
            out.writeUTF(place.getValue());
        }
    }

    static StateOwner read(DataInputStream in) throws IOException {
        TreeMap<String, String> places = new TreeMap<>();
        for (int left = in.readInt(); left > 0; left--) {
            places.put(in.readUTF(), in.readUTF());
        }
        return new StateOwner(places);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof StateOwner owner && owner.places.equals(places);
    }

    @Override
    public int hashCode() {
        return places.hashCode();
    }

    @Override
    public String toString() {
        return places.toString();
    }
}
