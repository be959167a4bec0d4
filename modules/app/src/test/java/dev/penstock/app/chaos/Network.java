package dev.penstock.app.chaos;

import dev.penstock.app.chaos.Fault.Link;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * A network namespace for each node, and this process's own as the router between them. What the router drops is lost
 * without a word, as in a broken switch; and the router itself reaches each node at any time.
 */
final class Network {
    private final List<String> nodes;
    private final Set<Link> cut = new HashSet<>();

    private Network(List<String> nodes) {
        this.nodes = nodes;
    }

    /** Sets it up; this process must be alone in a network and a mount namespace, and root in them. */
    static Network of(List<String> nodes) {
        Network network = new Network(List.copyOf(nodes));
        // Names of namespaces are files there.
        run("mount", "-t", "tmpfs", "tmpfs", "/run");
        run("sh", "-c", "echo 1 > /proc/sys/net/ipv4/ip_forward");
        run("ip", "link", "set", "lo", "up");
        nodes.forEach(network::add);
        return network;
    }

    private void add(String node) {
        String link = "to-" + node;
        run("ip", "netns", "add", node);
        run("ip", "link", "add", link, "type", "veth", "peer", "name", "eth0", "netns", node);
        run("ip", "address", "add", router(node) + "/24", "dev", link);
        run("ip", "link", "set", link, "up");
        run("ip", "-n", node, "address", "add", address(node) + "/24", "dev", "eth0");
        run("ip", "-n", node, "link", "set", "lo", "up");
        run("ip", "-n", node, "link", "set", "eth0", "up");
        run("ip", "-n", node, "route", "add", "default", "via", router(node));
    }

    /** The address of a node. */
    String address(String node) {
        return "10.9." + (nodes.indexOf(node) + 1) + ".2";
    }

    private String router(String node) {
        return "10.9." + (nodes.indexOf(node) + 1) + ".1";
    }

    /** What starts a program in the network of a node. */
    static List<String> inside(String node) {
        return List.of("nsenter", "--net=/run/netns/" + node);
    }

    /** Loses all messages on these links from now on, and on no others. */
    synchronized void cut(Set<Link> links) {
        links.stream().filter(link -> !cut.contains(link)).forEach(link -> rule("add", link));
        cut.stream().filter(link -> !links.contains(link)).forEach(link -> rule("del", link));
        cut.clear();
        cut.addAll(links);
    }

    private void rule(String verb, Link link) {
        run("ip", "rule", verb, "pref", "5", "from", address(link.from()), "to", address(link.to()), "blackhole");
    }

    private static void run(String... command) {
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (process.waitFor() != 0) {
                throw new AssertionError(Arrays.toString(command) + ": " + said);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }
}
