package dev.penstock.core.state;

/** Being told of changes, until it is closed. */
public interface Watch extends AutoCloseable {
    @Override
    void close();
}
