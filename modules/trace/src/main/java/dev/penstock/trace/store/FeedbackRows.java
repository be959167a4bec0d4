package dev.penstock.trace.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The table of feedback, which is the same in all databases. */
final class FeedbackRows {
    private FeedbackRows() {}

    /** Adds feedback on a trace that is there; {@code place} is the number of its place. */
    static Feedback.Taken add(Connection connection, Feedback feedback, long place) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement("INSERT INTO feedback"
                + " (trace, key, place, at, kind, value, label, text, until, actor) SELECT ?, ?, ?, ?, ?, ?, ?, ?, ?, ?"
                + " WHERE (SELECT COUNT(*) FROM feedback WHERE trace = ?) < ? ON CONFLICT DO NOTHING")) {
            insert.setString(1, feedback.trace());
            insert.setString(2, feedback.key());
            insert.setLong(3, place);
            insert.setLong(4, feedback.at().toEpochMilli());
            insert.setString(5, feedback.kind());
            insert.setObject(6, feedback.value(), Types.DOUBLE);
            insert.setString(7, feedback.label());
            insert.setString(8, feedback.text());
            Instant until = feedback.until();
            insert.setObject(9, until == null ? null : until.toEpochMilli(), Types.BIGINT);
            insert.setString(10, feedback.actor());
            insert.setString(11, feedback.trace());
            insert.setInt(12, Feedback.MOST);
            if (insert.executeUpdate() == 1) {
                return Feedback.Taken.ADDED;
            }
        }
        return isThere(connection, feedback) ? Feedback.Taken.REPEATED : Feedback.Taken.TOO_MUCH;
    }

    private static boolean isThere(Connection connection, Feedback feedback) throws SQLException {
        try (PreparedStatement select =
                connection.prepareStatement("SELECT 1 FROM feedback WHERE trace = ? AND key = ?")) {
            select.setString(1, feedback.trace());
            select.setString(2, feedback.key());
            try (ResultSet row = select.executeQuery()) {
                return row.next();
            }
        }
    }

    /** What was said of a trace, the oldest first. */
    static List<Feedback> of(Connection connection, String trace) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(
                "SELECT key, at, kind, value, label, text, until, actor FROM feedback WHERE trace = ? ORDER BY at, key"
                        + " LIMIT ?")) {
            select.setString(1, trace);
            select.setInt(2, Feedback.MOST);
            List<Feedback> all = new ArrayList<>();
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    all.add(new Feedback(
                            trace,
                            row.getString(1),
                            Instant.ofEpochMilli(row.getLong(2)),
                            row.getString(3),
                            number(row, 4),
                            row.getString(5),
                            row.getString(6),
                            instant(row, 7),
                            row.getString(8)));
                }
            }
            return all;
        }
    }

    private static @Nullable Double number(ResultSet row, int column) throws SQLException {
        double number = row.getDouble(column);
        return row.wasNull() ? null : number;
    }

    private static @Nullable Instant instant(ResultSet row, int column) throws SQLException {
        long millis = row.getLong(column);
        return row.wasNull() ? null : Instant.ofEpochMilli(millis);
    }
}
