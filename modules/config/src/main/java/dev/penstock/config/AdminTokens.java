package dev.penstock.config;

import dev.penstock.core.config.AdminToken;
import dev.penstock.core.config.CallerKey;
import dev.penstock.core.config.Role;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads {@code admin:}. */
final class AdminTokens {
    private static final String NONE = "sha256:" + "0".repeat(64);

    private final Variables variables;
    private final List<AdminToken> tokens = new ArrayList<>();
    private final Set<String> names = new HashSet<>();
    private final Set<String> hashes = new HashSet<>();

    AdminTokens(Variables variables) {
        this.variables = variables;
    }

    /** None where there is no {@code admin:}: then no admin plane is opened. */
    List<AdminToken> read(Section node) {
        Section admin = node.section("admin", Keys.ADMIN);
        if (admin == null) {
            return List.of();
        }
        if (admin.has("token_hash") || !admin.has("tokens")) {
            shared(admin);
        }
        if (!admin.has("token_hash") && admin.isEmptyList("tokens")) {
            admin.wrong("tokens", "without any token", "expected one at least, or token_hash");
        }
        for (Section section : admin.sections("tokens", Keys.TOKEN)) {
            token(section);
        }
        return tokens;
    }

    private void shared(Section admin) {
        String hash = variables.requiredText(admin, "token_hash", CallerKey.EXPECTED_HASH);
        if (hash == null) {
            return;
        }
        if (!CallerKey.isHash(hash)) {
            admin.wrong("token_hash", CallerKey.shown(hash), "expected " + CallerKey.EXPECTED_HASH);
            return;
        }
        names.add(AdminToken.SHARED);
        hashes.add(hash);
        tokens.add(new AdminToken(AdminToken.SHARED, Role.ADMIN, hash));
    }

    private void token(Section section) {
        String name = section.requiredText("name", "a name for whoever holds the token");
        if (name != null && !names.add(name)) {
            section.wrong("name", Shown.quoted(name) + ", as another token is", "expected a name of its own");
        }
        Role role = role(section);
        String hash = variables.requiredText(section, "hash", AdminToken.EXPECTED_HASH);
        if (hash != null && !hashes.add(hash)) {
            section.wrong("hash", "the same as another token's", "expected a hash of its own");
        }
        AdminToken token = section.make(() -> new AdminToken(
                name == null ? "none" : name, role == null ? Role.VIEWER : role, hash == null ? NONE : hash));
        if (token != null) {
            tokens.add(token);
        }
    }

    private static @Nullable Role role(Section section) {
        String word = section.requiredText("role", Role.EXPECTED);
        if (word == null) {
            return null;
        }
        Role role = Role.of(word).orElse(null);
        if (role == null) {
            section.wrongWord(
                    "role", word, Arrays.stream(Role.values()).map(Role::word).toList());
        }
        return role;
    }
}
