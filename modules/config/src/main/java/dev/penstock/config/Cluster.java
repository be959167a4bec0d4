package dev.penstock.config;

import dev.penstock.core.config.ClusterConfig;
import dev.penstock.core.config.Listener;
import dev.penstock.core.config.SecretRef;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads {@code cluster:}. */
final class Cluster {
    private static final int MEMBERS_PORT = 5_701;
    private static final String HOST =
            "host or host:port, like 10.0.0.1 or \"[fd00::1]:5701\", with a port from 1 to 65535";
    private static final String HOST_AND_PORT =
            "host:port, like 10.0.0.1:5702 or \"[fd00::1]:5702\", with a port from 1 to 65535";
    private static final String SERVICE = "a DNS name, like penstock-members.default.svc.cluster.local";
    private static final Pattern DNS_NAME = Pattern.compile("[A-Za-z0-9]([A-Za-z0-9.-]{0,251}[A-Za-z0-9])?");
    private static final Pattern NODE = Pattern.compile("[a-z0-9-]{1,32}");
    private static final Listener NONE = new Listener("none", 0);

    private final Variables variables;
    private final Secrets secrets;
    private final Mistakes mistakes;

    Cluster(Variables variables, Secrets secrets, Mistakes mistakes) {
        this.variables = variables;
        this.secrets = secrets;
        this.mistakes = mistakes;
    }

    /** How the node finds others; null where it is alone, or where that could not be read. */
    @Nullable
    ClusterConfig read(Section node, Listeners listeners) {
        Section cluster = node.section("cluster", Keys.CLUSTER);
        if (cluster == null) {
            return null;
        }
        if (!node.has("node")) {
            node.missing("node", "the name by which the others of its cluster know this node");
        }
        String name = cluster.text("name", "a name");
        Listener members = listener(cluster, "bind", variables.requiredText(cluster, "bind", HOST), MEMBERS_PORT, HOST);
        Listener eventBus = eventBus(cluster, members);
        checkAddress(cluster, "bind", members, listeners);
        checkAddress(cluster, "event_bus", eventBus, listeners);
        if (members != null && eventBus != null) {
            Addresses.refuseClash(cluster, "event_bus", eventBus, "cluster.bind", members);
        }
        List<String> join = join(cluster);
        String service = service(cluster);
        List<String> voters = voters(cluster);
        List<SecretRef> keys = keys(cluster);
        return cluster.make(
                () -> new ClusterConfig(
                        name == null ? "penstock" : name,
                        members == null ? NONE : members,
                        eventBus == null ? NONE : eventBus,
                        join,
                        service,
                        voters == null ? List.of("none") : voters,
                        keys.isEmpty() ? List.of(new SecretRef.Env("NONE")) : keys),
                "join");
    }

    private @Nullable Listener eventBus(Section cluster, @Nullable Listener members) {
        if (cluster.has("event_bus")) {
            return listener(
                    cluster, "event_bus", variables.text(cluster, "event_bus", HOST_AND_PORT), null, HOST_AND_PORT);
        }
        if (members != null && members.port() == 65_535) {
            cluster.wrong("event_bus", "missing", "expected " + HOST_AND_PORT + ": no port comes after that of bind");
            return null;
        }
        return members == null ? null : new Listener(members.host(), members.port() + 1);
    }

    private static @Nullable Listener listener(
            Section cluster, String key, @Nullable String text, @Nullable Integer otherwise, String expected) {
        Listener listener = text == null ? null : Addresses.parse(text, otherwise);
        if (text != null && (listener == null || listener.port() == 0)) {
            cluster.wrong(key, Shown.quoted(text), "expected " + expected);
            return null;
        }
        return listener;
    }

    private void checkAddress(Section cluster, String key, @Nullable Listener listener, Listeners listeners) {
        if (listener == null) {
            return;
        }
        listeners.refuseClash(cluster, key, listener);
        if (cluster.has(key) && Addresses.isAny(listener)) {
            mistakes.warn(
                    cluster.at(key),
                    "members talk without encryption, and whoever reaches " + listener
                            + " can join: use an address of a private network");
        }
    }

    private static List<String> join(Section cluster) {
        boolean either = cluster.has("join") || cluster.has("kubernetes_service");
        if (!either && !cluster.mayBeMisspelt("kubernetes_service")) {
            cluster.missing("join", "members to join, or kubernetes_service");
        } else if (cluster.has("join") && cluster.has("kubernetes_service")) {
            cluster.wrong("kubernetes_service", "here beside join", "expected the one or the other");
        } else if (cluster.isEmptyList("join")) {
            cluster.wrong("join", "empty", "expected at least one member");
        }
        List<String> join = new ArrayList<>();
        List<String> texts = cluster.texts("join", "a list of members as host:port");
        for (int i = 0; texts != null && i < texts.size(); i++) {
            Listener member = Addresses.parse(texts.get(i), MEMBERS_PORT);
            if (member == null || member.port() == 0) {
                cluster.wrong(cluster.item("join", i), Shown.quoted(texts.get(i)), "expected " + HOST);
            } else {
                join.add(member.toString());
            }
        }
        return join;
    }

    private static @Nullable String service(Section cluster) {
        String service = cluster.text("kubernetes_service", SERVICE);
        if (service != null && !DNS_NAME.matcher(service).matches()) {
            cluster.wrong("kubernetes_service", Shown.quoted(service), "expected " + SERVICE);
        }
        return service;
    }

    private static @Nullable List<String> voters(Section cluster) {
        if (!cluster.has("voters")) {
            cluster.missing("voters", "the names of 1, 3 or 5 nodes");
        }
        List<String> voters = cluster.texts("voters", "a list of nodes' names");
        for (int i = 0; voters != null && i < voters.size(); i++) {
            if (!NODE.matcher(voters.get(i)).matches()) {
                cluster.wrong(
                        cluster.item("voters", i),
                        Shown.quoted(voters.get(i)),
                        "expected the name of a node: 1 to 32 lower-case letters, digits and -");
            }
        }
        return voters;
    }

    private List<SecretRef> keys(Section cluster) {
        if (!cluster.has("keys") || cluster.isEmptyList("keys")) {
            cluster.missing("keys", "a list with " + SecretRef.EXPECTED + ", to a secret that all nodes have");
        }
        List<SecretRef> keys = new ArrayList<>();
        List<String> texts = cluster.texts("keys", "a list of references like " + SecretRef.EXPECTED);
        for (int i = 0; texts != null && i < texts.size(); i++) {
            SecretRef key = SecretRef.parse(texts.get(i));
            if (key == null) {
                cluster.wrong(
                        cluster.item("keys", i),
                        "a literal, it seems (not shown)",
                        "expected " + SecretRef.EXPECTED + ": put the secret there and only its name here");
            } else {
                keys.add(key);
                checkKey(cluster, i, key);
            }
        }
        return keys;
    }

    private void checkKey(Section cluster, int index, SecretRef key) {
        String expected = "expected the cluster's key there, a random text of " + ClusterConfig.SHORTEST_KEY
                + " characters or more";
        try {
            if (secrets.resolve(key).reveal().length() < ClusterConfig.SHORTEST_KEY
                    && !(secrets instanceof Secrets.Elsewhere)) {
                cluster.wrong(
                        cluster.item("keys", index),
                        Shown.quoted(key.toString()) + ", which leads to a shorter text",
                        expected);
            }
        } catch (MissingSecret e) {
            cluster.wrong(
                    cluster.item("keys", index), Shown.quoted(key.toString()) + ", which " + e.getMessage(), expected);
        }
    }
}
