package io.tickhouse.kubernetes;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Looks for one kind of mistake in what is applied to a cluster. */
interface Check {

    /**
     * Says what is wrong, a sentence each.
     *
     * @param resources those of one cluster
     */
    void look(Resources resources, Consumer<String> fault);

    /** What this check finds wrong. */
    default List<String> faults(Resources resources) {
        List<String> faults = new ArrayList<>();
        try {
            look(resources, faults::add);
        } catch (RuntimeException e) {
            // A resource that another check has named may be too broken for this one.
            faults.add(getClass().getSimpleName() + " cannot look: " + e);
        }
        return faults;
    }
}
