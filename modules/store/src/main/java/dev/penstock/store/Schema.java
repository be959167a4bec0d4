package dev.penstock.store;

import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationInfo;

/**
 * The tables of a kind of journal, and their way from older versions: {@code src/main/resources/db}.
 *
 * @param version of the newest migration
 * @param bytes the dialect's type for bytes
 * @param locations where its migrations are
 */
record Schema(int version, String bytes, List<String> locations) {
    static final Schema SQLITE = new Schema(3, "BLOB", List.of("classpath:db/journal"));
    static final Schema POSTGRESQL = new Schema(4, "BYTEA", List.of("classpath:db/journal", "classpath:db/postgresql"));

    /**
     * Brings a database to this version.
     *
     * @param present the version of tables that were made before there were migrations; 0: there are none
     * @throws Journal.Unusable if that cannot be done
     */
    void migrate(DataSource database, String place, int present) {
        Flyway flyway = Flyway.configure(Schema.class.getClassLoader())
                .loggers("slf4j")
                .dataSource(database)
                .locations(locations.toArray(String[]::new))
                .javaMigrations(new ChainOfOlderRecords())
                .placeholders(Map.of("bytes", bytes))
                .baselineOnMigrate(true)
                .baselineVersion(Integer.toString(present))
                .load();
        try {
            MigrationInfo current = flyway.info().current();
            if (current != null && current.getVersion().getMajor().intValue() > version) {
                throw newer(place, current.getVersion().getMajor().intValue());
            }
            flyway.migrate();
        } catch (FlywayException e) {
            throw new Journal.Unusable(
                    "The journal " + place + " cannot be brought to version " + version + ": "
                            + JournalThread.why(cause(e)) + ".",
                    e);
        }
    }

    /** What the database said, if it said something: Flyway's own words are many lines. */
    private static Throwable cause(FlywayException e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException) {
                return cause;
            }
        }
        return e;
    }

    Journal.Unusable newer(String place, int found) {
        return new Journal.Unusable(
                "The journal " + place + " is of version " + found + ", expected at most " + version
                        + ": a newer Penstock wrote it.",
                null);
    }
}
