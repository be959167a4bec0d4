package dev.penstock.store;

import dev.penstock.core.state.ControlRecord;

/**
 * A record with the very bytes that its id is the hash of: they are what is journaled and handed on, so that a node can
 * keep what it does not understand.
 */
record StoredRecord(ControlRecord record, byte[] bytes) {
    String id() {
        return record.id();
    }
}
