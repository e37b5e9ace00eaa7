package io.tickhouse.tools.demo;

/** What fills the raw topic during a demo. The counts may be asked for from any thread. */
interface DemoFeed extends AutoCloseable {

    /** Feeds until the wanted number of trades is there, or until {@link #stop}. */
    void run();

    /** Makes {@link #run} come to its end. */
    void stop();

    /** In the raw topic, of this run. */
    long arrays();

    /** In the raw topic, of this run. */
    long trades();

    /** Dead letters that the flatten job must have made of this; -1 where nobody can know. */
    long deadLettersExpected();

    /** Proves, after {@link #run}, that the raw topic has what it should; prints what it found. */
    boolean prove() throws Exception;

    @Override
    void close();
}
