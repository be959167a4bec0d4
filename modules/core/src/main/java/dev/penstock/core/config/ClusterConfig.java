package dev.penstock.core.config;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How nodes find each other and who votes.
 *
 * @param name nodes with another name are strangers
 * @param members where this node listens for members; a private address, for there is no encryption
 * @param eventBus where it listens for their messages; a private address too
 * @param join {@code host:port} of the members to look for; may hold this node's own
 * @param kubernetesService the DNS name of a headless service whose addresses are the members', instead of {@code join}
 * @param voters the names of the nodes of which a majority must have a write that resumes something: 1, 3 or 5
 * @param keys where the secrets are with which nodes seal what they tell each other, the one to seal with first
 */
public record ClusterConfig(
        String name,
        Listener members,
        Listener eventBus,
        List<String> join,
        @Nullable String kubernetesService,
        List<String> voters,
        List<SecretRef> keys) {
    /** The fewest characters of a key. */
    public static final int SHORTEST_KEY = 32;

    public ClusterConfig {
        join = List.copyOf(join);
        voters = List.copyOf(voters);
        keys = List.copyOf(keys);
        new Checks()
                .name("name", name)
                .that(
                        join.isEmpty() != (kubernetesService == null),
                        "join",
                        join,
                        "either members to join, or kubernetes_service")
                .that(
                        Set.of(1, 3, 5).contains(voters.size())
                                && Set.copyOf(voters).size() == voters.size(),
                        "voters",
                        voters,
                        "the names of 1, 3 or 5 nodes, each once")
                .that(!keys.isEmpty(), "keys", keys, "at least one")
                .done();
    }
}
