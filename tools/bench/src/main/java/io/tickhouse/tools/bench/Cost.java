package io.tickhouse.tools.bench;

/**
 * Cost of a stretch of work.
 *
 * @param cpuSecondsPerMillion CPU-seconds of the process under test per million trades
 * @param tradesPerSecond by the clock
 * @param trades in the stretch
 */
record Cost(double cpuSecondsPerMillion, double tradesPerSecond, double trades) {

    /** Share of the backlog that is done when the steady stretch begins. */
    static final double WARM = 0.2;

    /** From the start of the process to the end of the backlog. */
    static Cost whole(long startNanos, Sample end, Backlog backlog) {
        Sample all = new Sample(end.nanos(), end.cpuSeconds(), backlog.records());
        return of(new Sample(startNanos, 0, 0), all, backlog);
    }

    /**
     * Cost between two samples. Trades are spread evenly over the records of the backlog, because
     * the generator does so. Both samples should be taken at a new commit. The work that is done
     * but not yet committed is then about the same in both.
     */
    static Cost of(Sample begin, Sample end, Backlog backlog) {
        double share = (double) (end.committed() - begin.committed()) / backlog.records();
        double trades = share * backlog.trades();
        return new Cost(
                (end.cpuSeconds() - begin.cpuSeconds()) / trades * 1e6,
                trades / ((end.nanos() - begin.nanos()) / 1e9),
                trades);
    }

    /** Whether enough of the backlog is done, but not all. */
    static boolean beginsSteady(long committed, Backlog backlog) {
        return committed >= WARM * backlog.records() && committed < backlog.records();
    }
}
