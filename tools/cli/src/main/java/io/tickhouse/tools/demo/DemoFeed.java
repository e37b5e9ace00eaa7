package io.tickhouse.tools.demo;

/** Fills the raw topic during a demo. The counts may be read from any thread. */
interface DemoFeed extends AutoCloseable {

    /** Feeds until the wanted number of trades is reached, or until {@link #stop}. */
    void run();

    /** Makes {@link #run} end. */
    void stop();

    /** Arrays of this run in the raw topic. */
    long arrays();

    /** Trades of this run in the raw topic. */
    long trades();

    /** A sentence about what {@link #run} has put into the raw topic. */
    String summary();

    /** Dead letters that the flatten job must have made of this; -1 if that is unknown. */
    long deadLettersExpected();

    /** Checks, after {@link #run}, that the raw topic has what it should, and prints the result. */
    boolean prove() throws Exception;

    @Override
    void close();
}
