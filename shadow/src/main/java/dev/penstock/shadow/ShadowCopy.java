package dev.penstock.shadow;

/** A request to be sent to a candidate. Exactly one of {@link #send} and {@link #dropped} is called, once. */
public interface ShadowCopy {
    String route();

    /** The release that it is for. */
    String candidate();

    /** The memory that it holds until it is done or dropped. */
    long bytes();

    /**
     * Sends it, on the thread that sends all copies, and returns at once.
     *
     * @param done to be run when it is over, however it ended; on any thread
     */
    void send(Runnable done);

    /**
     * It will not be sent, or {@link #send} threw before it was done: it lets go of what it holds. May be called on any
     * thread.
     */
    void dropped();
}
