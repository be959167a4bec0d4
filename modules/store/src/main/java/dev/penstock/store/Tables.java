package dev.penstock.store;

import dev.penstock.core.Sha256;
import dev.penstock.store.Journal.Tip;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * The tables that every journal in a database has, in SQL that SQLite and PostgreSQL understand alike. Whoever calls
 * opens and ends the transaction.
 */
final class Tables {
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

    /** All records, oldest first, from a chain that holds: refused otherwise. */
    static List<byte[]> records(Connection connection, String place) throws SQLException {
        List<byte[]> records = new ArrayList<>();
        Tip tip = Tip.START;
        try (Statement sql = connection.createStatement()) {
            sql.setFetchSize(1_000);
            try (ResultSet rows = sql.executeQuery("SELECT seq, id, bytes, chain FROM records ORDER BY seq")) {
                while (rows.next()) {
                    String id = rows.getString(2);
                    byte[] bytes = rows.getBytes(3);
                    tip = tip.then(id);
                    if (rows.getLong(1) != tip.length()) {
                        throw damaged(place, tip.length(), "it is missing, the next one is " + rows.getLong(1));
                    }
                    if (!Sha256.hex(bytes).equals(id)) {
                        throw damaged(place, tip.length(), "its id is not the hash of its bytes");
                    }
                    if (!rows.getString(4).equals(tip.hash())) {
                        throw damaged(place, tip.length(), "its chain does not follow from the row before");
                    }
                    records.add(bytes);
                }
            }
        }
        return records;
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
