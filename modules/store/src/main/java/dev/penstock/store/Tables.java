package dev.penstock.store;

import dev.penstock.core.Sha256;
import dev.penstock.store.Journal.Tip;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * The tables that every journal in a database has, in SQL that SQLite and PostgreSQL understand alike. Whoever calls
 * opens and ends the transaction.
 */
final class Tables {
    /** So many records are read at once. */
    private static final int PAGE = 1_000;

    private Tables() {}

    /** The journal's identity; where it has none yet, this one from now on. */
    static String identity(Connection connection, Supplier<String> identities) throws SQLException {
        try (Statement sql = connection.createStatement()) {
            try (ResultSet row = sql.executeQuery("SELECT identity FROM journal")) {
                if (row.next()) {
                    return row.getString(1);
                }
            }
        }
        String made = identities.get();
        try (PreparedStatement insert = connection.prepareStatement("INSERT INTO journal VALUES (?)")) {
            insert.setString(1, made);
            insert.executeUpdate();
        }
        return made;
    }

    static Tip tip(Connection connection) throws SQLException {
        try (Statement sql = connection.createStatement();
                ResultSet row = sql.executeQuery("SELECT seq, chain FROM records ORDER BY seq DESC LIMIT 1")) {
            return row.next() ? new Tip(row.getLong(1), row.getString(2)) : Tip.START;
        }
    }

    /** Whether this was an end of the journal. */
    static boolean has(Connection connection, Tip tip) throws SQLException {
        if (tip.equals(Tip.START)) {
            return true;
        }
        try (PreparedStatement sql = connection.prepareStatement("SELECT chain FROM records WHERE seq = ?")) {
            sql.setLong(1, tip.length());
            try (ResultSet row = sql.executeQuery()) {
                return row.next() && row.getString(1).equals(tip.hash());
            }
        }
    }

    /**
     * Some records, oldest first.
     *
     * @param end of the journal after them
     */
    record Page(List<byte[]> records, Tip end) {}

    /** The next records after a place, from a chain that holds: refused otherwise. */
    static Page page(Connection connection, String place, Tip from) throws SQLException {
        List<byte[]> records = new ArrayList<>();
        Tip tip = from;
        try (PreparedStatement sql = connection.prepareStatement(
                "SELECT seq, id, bytes, chain FROM records WHERE seq > ? ORDER BY seq LIMIT " + PAGE)) {
            sql.setLong(1, from.length());
            try (ResultSet rows = sql.executeQuery()) {
                while (rows.next()) {
                    String id = rows.getString(2);
                    tip = tip.then(id);
                    if (rows.getLong(1) != tip.length()) {
                        throw damaged(place, tip.length(), "it is missing, the next one is " + rows.getLong(1));
                    }
                    records.add(verified(place, tip.length(), id, rows.getBytes(3)));
                    if (!rows.getString(4).equals(tip.hash())) {
                        throw damaged(place, tip.length(), "its chain does not follow from the row before");
                    }
                }
            }
        }
        return new Page(records, tip);
    }

    /** Those of these records that are there. */
    static List<byte[]> named(Connection connection, String place, Collection<String> ids) throws SQLException {
        List<byte[]> records = new ArrayList<>();
        try (PreparedStatement sql = connection.prepareStatement("SELECT seq, id, bytes FROM records WHERE id = ?")) {
            for (String id : ids) {
                sql.setString(1, id);
                addVerified(records, place, sql);
            }
        }
        return records;
    }

    /** The records in a part of the digest. */
    static List<byte[]> part(Connection connection, String place, int part) throws SQLException {
        List<byte[]> records = new ArrayList<>();
        try (PreparedStatement sql =
                connection.prepareStatement("SELECT seq, id, bytes FROM records WHERE id >= ? AND id < ?")) {
            String prefix = HexFormat.of().toHexDigits((byte) part);
            sql.setString(1, prefix);
            // What follows the last digit.
            sql.setString(2, prefix + "g");
            addVerified(records, place, sql);
        }
        return records;
    }

    private static void addVerified(List<byte[]> records, String place, PreparedStatement sql) throws SQLException {
        try (ResultSet rows = sql.executeQuery()) {
            while (rows.next()) {
                records.add(verified(place, rows.getLong(1), rows.getString(2), rows.getBytes(3)));
            }
        }
    }

    private static byte[] verified(String place, long row, String id, byte[] bytes) {
        if (!Sha256.hex(bytes).equals(id)) {
            throw damaged(place, row, "its id is not the hash of its bytes");
        }
        return bytes;
    }

    private static Journal.Unusable damaged(String place, long row, String how) {
        return new Journal.Damaged("The journal " + place + " is damaged at record " + row + ": " + how
                + ". Where other nodes have all records, move it away: a new one gets them from there. Only a"
                + " node that stands alone may go on from a backup.");
    }

    /** Writes changes, and gives the new end. */
    static Tip write(Connection connection, String node, Tip tip, List<Change> changes) throws SQLException {
        Tip end = tip;
        for (Change change : changes) {
            switch (change) {
                case Change.Records(List<StoredRecord> records) -> end = append(connection, end, records);
                case Change.Note note -> note(connection, node, note);
            }
        }
        return end;
    }

    /** Adds the records that are not there yet, and gives the new end. */
    static Tip append(Connection connection, Tip tip, List<StoredRecord> records) throws SQLException {
        Tip end = tip;
        try (PreparedStatement insert = connection.prepareStatement(
                "INSERT INTO records (seq, id, bytes, chain) VALUES (?, ?, ?, ?) ON CONFLICT (id) DO NOTHING")) {
            for (StoredRecord record : records) {
                Tip next = end.then(record.id());
                insert.setLong(1, next.length());
                insert.setString(2, record.id());
                insert.setBytes(3, record.bytes());
                insert.setString(4, next.hash());
                end = insert.executeUpdate() == 0 ? end : next;
            }
        }
        return end;
    }

    private static void note(Connection connection, String node, Change.Note note) throws SQLException {
        String statement = note.value() == null
                ? "DELETE FROM notes WHERE node = ? AND key = ?"
                : "INSERT INTO notes (node, key, value) VALUES (?, ?, ?)"
                        + " ON CONFLICT (node, key) DO UPDATE SET value = excluded.value";
        try (PreparedStatement sql = connection.prepareStatement(statement)) {
            sql.setString(1, node);
            sql.setString(2, note.key());
            if (note.value() != null) {
                sql.setBytes(3, note.value());
            }
            sql.executeUpdate();
        }
    }

    static Map<String, byte[]> notes(Connection connection, String node) throws SQLException {
        Map<String, byte[]> notes = new LinkedHashMap<>();
        try (PreparedStatement sql =
                connection.prepareStatement("SELECT key, value FROM notes WHERE node = ? ORDER BY key")) {
            sql.setString(1, node);
            try (ResultSet rows = sql.executeQuery()) {
                while (rows.next()) {
                    notes.put(rows.getString(1), rows.getBytes(2));
                }
            }
        }
        return notes;
    }
}
