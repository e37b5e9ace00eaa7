package io.tickhouse.tools.bench;

import java.util.Locale;

/** What a contender promises to readers of its output topics. */
enum Delivery {
    EXACTLY_ONCE,
    AT_LEAST_ONCE;

    /** As the options of all contenders have it. */
    String option() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
