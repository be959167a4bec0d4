package dev.penstock.trace.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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

    /** What was said of some traces, the oldest first. */
    static Map<String, List<Feedback>> of(Connection connection, Collection<String> traces) throws SQLException {
        Map<String, List<Feedback>> all = new HashMap<>();
        if (traces.isEmpty()) {
            return all;
        }
        String places = String.join(", ", Collections.nCopies(traces.size(), "?"));
        try (PreparedStatement select = connection.prepareStatement(
                "SELECT trace, key, at, kind, value, label, text, until, actor FROM feedback" + " WHERE trace IN ("
                        + places + ") ORDER BY at, key")) {
            int place = 1;
            for (String trace : traces) {
                select.setString(place, trace);
                place++;
            }
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    Feedback said = new Feedback(
                            row.getString(1),
                            row.getString(2),
                            Instant.ofEpochMilli(row.getLong(3)),
                            row.getString(4),
                            number(row, 5),
                            row.getString(6),
                            row.getString(7),
                            instant(row, 8),
                            row.getString(9));
                    all.computeIfAbsent(said.trace(), _ -> new ArrayList<>()).add(said);
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
