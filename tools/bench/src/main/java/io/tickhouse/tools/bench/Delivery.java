package io.tickhouse.tools.bench;

import java.util.Locale;

/** A contender's promise to readers of its output topics. */
enum Delivery {
    EXACTLY_ONCE,
    AT_LEAST_ONCE;

    /** The name in the options of all contenders. */
    String option() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
