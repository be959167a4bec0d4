package dev.penstock.store;

import dev.penstock.store.Journal.Tip;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.flywaydb.core.api.MigrationVersion;
import org.flywaydb.core.api.migration.Context;
import org.flywaydb.core.api.migration.JavaMigration;
import org.jspecify.annotations.Nullable;

/** Chains the records that were written before journals had a chain. */
final class ChainOfOlderRecords implements JavaMigration {
    @Override
    public MigrationVersion getVersion() {
        return MigrationVersion.fromVersion("3");
    }

    @Override
    public String getDescription() {
        return "chain of older records";
    }

    @Override
    public @Nullable Integer getChecksum() {
        return null;
    }

    @Override
    public boolean canExecuteInTransaction() {
        return true;
    }

    @Override
    public void migrate(Context context) throws SQLException {
        Connection connection = context.getConnection();
        List<String> ids = new ArrayList<>();
        List<Long> places = new ArrayList<>();
        try (Statement sql = connection.createStatement();
                ResultSet rows = sql.executeQuery("SELECT seq, id FROM records ORDER BY seq")) {
            while (rows.next()) {
                places.add(rows.getLong(1));
                ids.add(rows.getString(2));
            }
        }
        try (PreparedStatement update =
                connection.prepareStatement("UPDATE records SET seq = ?, chain = ? WHERE seq = ?")) {
            Tip tip = Tip.START;
            for (int i = 0; i < ids.size(); i++) {
                tip = tip.then(ids.get(i));
                update.setLong(1, tip.length());
                update.setString(2, tip.hash());
                update.setLong(3, places.get(i));
                update.executeUpdate();
            }
        }
    }
}
