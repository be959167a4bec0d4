package dev.penstock.gateway;

import io.netty.buffer.Unpooled;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.buffer.BufferInternal;

/** Arrays as Vert.x buffers. */
final class Bytes {
    private Bytes() {}

    /**
     * A buffer around an array that nobody will change. Vert.x's public way copies the array, which for a large body is
     * a good part of all that is done with it.
     */
    static Buffer wrap(byte[] bytes) {
        return BufferInternal.buffer(Unpooled.wrappedBuffer(bytes));
    }
}
