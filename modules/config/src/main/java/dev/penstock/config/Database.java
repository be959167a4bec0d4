package dev.penstock.config;

import dev.penstock.core.config.DatabaseConfig;
import dev.penstock.core.config.SecretRef;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads {@code database:}. */
final class Database {
    private static final Pattern THIS_MACHINE =
            Pattern.compile("jdbc:postgresql://(localhost|127\\.0\\.0\\.1|\\[::1])(:\\d+)?/.*");
    private static final Pattern ENCRYPTED = Pattern.compile(".*[?&]sslmode=(require|verify-ca|verify-full)(&.*)?");
    private static final DatabaseConfig NONE = new DatabaseConfig("jdbc:postgresql://none.invalid/none", "none", null);

    private final Secrets secrets;
    private final Variables variables;
    private final Mistakes mistakes;

    Database(Secrets secrets, Variables variables, Mistakes mistakes) {
        this.secrets = secrets;
        this.variables = variables;
        this.mistakes = mistakes;
    }

    /** The database in which the node's journal is; null if there is none, or it could not be read. */
    @Nullable
    DatabaseConfig read(Section node) {
        Section section = node.section("database", Keys.DATABASE);
        if (section == null) {
            return null;
        }
        if (node.has("data_dir")) {
            node.wrong("database", "here beside data_dir", "expected the one or the other");
        }
        String url = variables.requiredText(section, "url", DatabaseConfig.EXPECTED_URL);
        String user = variables.requiredText(section, "user", "the name of the database's user");
        SecretRef password = secrets.reference(section, "password", "the database user's password");
        DatabaseConfig database = section.make(
                () -> new DatabaseConfig(url == null ? NONE.url() : url, user == null ? NONE.user() : user, password));
        if (database != null
                && !THIS_MACHINE.matcher(database.url()).matches()
                && !ENCRYPTED.matcher(database.url()).matches()) {
            mistakes.warn(
                    section.at("url"),
                    "the connection may be unencrypted: add ?sslmode=verify-full, or require, to the URL");
        }
        return database;
    }
}
