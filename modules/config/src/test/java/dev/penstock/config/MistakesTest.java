package dev.penstock.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.core.config.AdminToken;
import dev.penstock.core.config.CallerKey;
import dev.penstock.core.config.DatabaseConfig;
import dev.penstock.core.config.SecretRef;
import dev.penstock.core.config.TelemetryConfig;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each kind of mistake, and exactly what is said about it: nothing more, for its consequences are no mistakes. */
class MistakesTest {
    private static final String NODE = "penstock.yaml";
    private static final String ROUTE = "routes/support.yaml";
    private static final String PROMPT = "prompts/support.md";
    private static final String CONTRACT = "contracts/ticket.json";

    private static final String HOST =
            "host or host:port, like 10.0.0.1 or \"[fd00::1]:5701\", with a port from 1 to 65535";

    private static final String NOT_SET = ", which is not set in the environment, expected a value there";

    private static final String DATABASE = "jdbc:postgresql://127.0.0.1/penstock";

    private static final String HIDDEN_URL =
            "penstock.yaml:10 database.url is one that may hold a password (not shown), expected "
                    + DatabaseConfig.EXPECTED_URL;

    record Case(String name, Consumer<ConfigDir> spoil, List<String> expected) {
        @Override
        public String toString() {
            return name;
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void isSaidOnceAndExactly(Case spoilt, @TempDir Path dir) {
        ConfigDir config = new ConfigDir();
        spoilt.spoil().accept(config);
        assertThat(said(config.load(dir))).isEqualTo(spoilt.expected());
    }

    static Stream<Case> cases() {
        return Stream.of(
                of("nothing wrong", dir -> {}),
                // files
                of(
                        "no penstock.yaml",
                        dir -> dir.remove(NODE),
                        "penstock.yaml: is missing, expected a file that exists"),
                of(
                        "an empty penstock.yaml hides no mistake elsewhere",
                        dir -> dir.put(NODE, "# nothing\n").replace(ROUTE, "purpose:", "purposes:"),
                        "penstock.yaml: is empty, expected a map with the keys node, listen, admin, cluster, data_dir,"
                            + " database, open, keys, limits, traces, learn, webhooks, rollouts, telemetry, providers,"
                            + " targets, prices",
                        "routes/support.yaml:1 purposes is an unknown key, did you mean purpose?"),
                of(
                        "a list for a file",
                        dir -> dir.put(ROUTE, "- mini\n"),
                        "routes/support.yaml: is a list, expected a map with the keys route, purpose, targets, prompt,"
                                + " contract, sampling, deadlines, tools, max_tokens, limits, router, healing,"
                                + " risk, reviews, traces"),
                of(
                        "YAML that breaks",
                        dir -> dir.put(ROUTE, "purpose: \"open\ntargets: [mini]\n"),
                        "routes/support.yaml:3 is no valid YAML, found unexpected end of stream (column 1)"),
                of(
                        "two documents in a file",
                        dir -> dir.add(ROUTE, "---\npurpose: x\n"),
                        "routes/support.yaml:5 is no valid YAML, a second document begins here"),
                of(
                        "no routes",
                        dir -> dir.remove(ROUTE),
                        "routes/: is without any route, expected at least one file like routes/support.yaml"),
                of(
                        "a route named twice",
                        dir -> dir.put("routes/b.yaml", "route: support\npurpose: x\ntargets: [mini]\n"),
                        "routes/support.yaml: route is 'support', as in routes/b.yaml, expected a name of its own"),
                // keys of maps
                of(
                        "an unknown key near a known one",
                        dir -> dir.replace(NODE, "base_url", "base_ulr"),
                        "penstock.yaml:6 providers.openai.base_ulr is an unknown key, did you mean base_url?"),
                of(
                        "an unknown key far from all",
                        dir -> dir.add(NODE, "admin: { xyz: 1, token_hash: \"sha256:" + "0".repeat(64) + "\" }\n"),
                        "penstock.yaml:10 admin.xyz is an unknown key, expected one of token_hash, tokens"),
                of(
                        "tokens that nobody can hold",
                        dir -> dir.add(NODE, """
                            admin:
                              token_hash: "sha256:06e55b633481f7bb072957eabcf110c972e86691c3cfedabe088024bffe42f23"
                              tokens:
                                - {name: admin, role: operatr, hash: pasted-by-mistake}
                                - {role: boss, hash: "sha256:06e55b633481f7bb072957eabcf110c972e86691c3cfedabe088024bffe42f23"}
                            """),
                        "penstock.yaml:13 admin.tokens[0].name is 'admin', as another token is, expected a name of its"
                                + " own",
                        "penstock.yaml:13 admin.tokens[0].role is 'operatr', did you mean operator?",
                        "penstock.yaml:13 admin.tokens[0].hash is a text that is no hash (not shown), expected "
                                + AdminToken.EXPECTED_HASH,
                        "penstock.yaml:14 admin.tokens[1].name is missing, expected a name for whoever holds the token",
                        "penstock.yaml:14 admin.tokens[1].role is 'boss', expected viewer or operator or admin",
                        "penstock.yaml:14 admin.tokens[1].hash is the same as another token's, expected a hash of its"
                                + " own"),
                of(
                        "a list of tokens without any",
                        dir -> dir.add(NODE, "admin: { tokens: [] }\n"),
                        "penstock.yaml:10 admin.tokens is without any token, expected one at least, or token_hash"),
                of(
                        "misspelt targets are not also unknown targets",
                        dir -> dir.replace(NODE, "targets:", "tragets:"),
                        "penstock.yaml:8 tragets is an unknown key, did you mean targets?"),
                of(
                        "a key twice",
                        dir -> dir.add(ROUTE, "purpose: x\n"),
                        "routes/support.yaml:4 purpose is here a second time, expected once: it stands on line 1"
                                + " already"),
                of(
                        "a missing key",
                        dir -> dir.replace(NODE, "    dialect: openai\n", ""),
                        "penstock.yaml:4 providers.openai.dialect is missing, expected openai or anthropic"),
                of(
                        "a key with nothing behind it",
                        dir -> dir.replace(ROUTE, "support@1", ""),
                        "routes/support.yaml:3 prompt is empty, expected a prompt and its version, as in support@2"),
                // types
                of(
                        "a list for a map",
                        dir -> dir.add(NODE, "limits: [1]\n"),
                        "penstock.yaml:10 limits is a list, expected a map"),
                of(
                        "a map for a list",
                        dir -> dir.replace(ROUTE, "[mini]", "{ mini: 1 }"),
                        "routes/support.yaml:2 targets is a map, expected a list of targets"),
                of(
                        "a list for a text",
                        dir -> dir.replace(ROUTE, "Answers customers", "[a]"),
                        "routes/support.yaml:1 purpose is a list, expected a text: what the route is for"),
                of(
                        "text for a number",
                        dir -> dir.add(NODE, "traces: many\n"),
                        "penstock.yaml:10 traces is 'many', expected a whole number"),
                of(
                        "a number in quotes",
                        dir -> dir.add(NODE, "traces: \"10\"\n"),
                        "penstock.yaml:10 traces is '10', expected a whole number"),
                of(
                        "a fraction for a whole number",
                        dir -> dir.add(NODE, "traces: 1.5\n"),
                        "penstock.yaml:10 traces is '1.5', expected a whole number"),
                of(
                        "a number beyond 32 bits",
                        dir -> dir.add(NODE, "traces: 99999999999\n"),
                        "penstock.yaml:10 traces is '99999999999', expected a whole number from 1 to 1000000"),
                of(
                        "a policy of traces with values that it cannot have",
                        dir -> dir.add(NODE, "traces: { latest: 0, retention: 1s, max_bytes: 1000 }\n"),
                        "penstock.yaml:10 traces.latest is '0', expected a whole number from 1 to 1000000",
                        "penstock.yaml:10 traces.retention is '1s', expected a duration from 1m to 87600h",
                        "penstock.yaml:10 traces.max_bytes is '1000', expected a whole number from 16777216 to"
                                + " 1125899906842624"),
                of(
                        "a word for true or false",
                        dir -> dir.add(NODE, "open: yes\n"),
                        "penstock.yaml:10 open is 'yes', expected true or false"),
                of(
                        "a duration without a unit",
                        dir -> dir.add(ROUTE, "deadlines: { total: 30 }\n"),
                        "routes/support.yaml:4 deadlines.total is '30', expected a duration like 500ms, 30s, 5m, 1h or"
                                + " 7d"),
                of(
                        "a duration that is too long",
                        dir -> dir.add(ROUTE, "deadlines: { total: 25h }\n"),
                        "routes/support.yaml:4 deadlines.total is '25h', expected a duration from 10ms to 24h"),
                of(
                        "a risk that is none",
                        dir -> dir.add(ROUTE, "risk: hi\n"),
                        "routes/support.yaml:4 risk is 'hi', expected low or high"),
                of(
                        "another word for what is stored",
                        dir -> dir.add(ROUTE, "traces: { text: some }\n"),
                        "routes/support.yaml:4 traces.text is 'some', expected none or redacted or full"),
                of(
                        "an expression that is none",
                        dir -> dir.add(ROUTE, "traces: { text: redacted, redact: ['('] }\n"),
                        "routes/support.yaml:4 traces.redact is '(', expected a regular expression that finds no empty"
                                + " text"),
                of(
                        "an expression where nothing is redacted",
                        dir -> dir.add(ROUTE, "traces: { text: full, redact: ['a'] }\n"),
                        "routes/support.yaml:4 traces.redact is '[a]', expected none where text is full"),
                of(
                        "reviews that are kept for too short",
                        dir -> dir.add(ROUTE, "reviews: { keep: 30s }\n"),
                        "routes/support.yaml:4 reviews.keep is '30s', expected a duration from 1m to 2160h"),
                of(
                        "a list in a list of names",
                        dir -> dir.replace(ROUTE, "[mini]", "[mini, [x]]"),
                        "routes/support.yaml:2 targets[1] is a list, expected a name"),
                // penstock.yaml
                of(
                        "a name that is none",
                        dir -> dir.add(NODE, "node: Berlin 1\n"),
                        "penstock.yaml:10 node is 'Berlin 1', expected 1 to 32 lower-case letters, digits and -"),
                of(
                        "an address without a port",
                        dir -> dir.add(NODE, "listen: { data: localhost }\n"),
                        "penstock.yaml:10 listen.data is 'localhost', expected host:port, like 127.0.0.1:8080 or"
                                + " \"[::1]:8080\", with a port up to 65535"),
                of(
                        "one address twice",
                        dir -> dir.add(NODE, "listen: { data: \"0.0.0.0:8081\" }\n"),
                        "penstock.yaml:10 listen.admin is the same address as listen.data (0.0.0.0:8081), expected one"
                                + " of its own"),
                of(
                        "no keys and not open",
                        dir -> dir.replace(NODE, ConfigDir.NODE.substring(0, ConfigDir.NODE.indexOf("providers")), ""),
                        "penstock.yaml: keys is without any key, so no request would be served: add keys or say open:"
                                + " true"),
                of(
                        "keys and open",
                        dir -> dir.add(NODE, "open: true\n"),
                        "penstock.yaml:10 open is 'true', expected either open: true or keys, not both"),
                of(
                        "a key in the place of its hash",
                        dir -> dir.replace(NODE, "sha256:" + "0".repeat(64), "sk-not-to-be-shown"),
                        "penstock.yaml:2 keys[0].hash is a text that is no hash (not shown), expected sha256: and 64"
                                + " hexadecimal digits, as 'penstock key create' prints it"),
                of(
                        "a hash that is too short",
                        dir -> dir.replace(NODE, "sha256:" + "0".repeat(64), "sha256:" + "0".repeat(63)),
                        "penstock.yaml:2 keys[0].hash is 'sha256:00000000...', expected sha256: and 64 hexadecimal"
                                + " digits, as 'penstock key create' prints it"),
                of(
                        "two keys that nobody can tell apart",
                        dir -> dir.replace(
                                NODE,
                                "providers:\n",
                                "  - { name: shop, hash: \"sha256:" + "0".repeat(64) + "\" }\nproviders:\n"),
                        "penstock.yaml:3 keys[1].name is 'shop', as another key is, expected a name of its own",
                        "penstock.yaml:3 keys[1].hash is the same as another key's, expected a hash of its own"),
                of(
                        "a key for an unknown route",
                        dir -> dir.replace(NODE, "\" }", "\", routes: [support, suport] }"),
                        "penstock.yaml:2 keys[0].routes[1] is 'suport', expected a route: did you mean support?"),
                of(
                        "a literal for a credential",
                        dir -> dir.replace(NODE, "${env:KEY}", "sk-not-to-be-shown"),
                        "penstock.yaml:7 providers.openai.credential is a literal, it seems (not shown), expected a"
                                + " reference like ${env:NAME} or ${file:PATH}: put the secret there and only its name"
                                + " here"),
                of(
                        "a variable that is not set",
                        dir -> dir.replace(NODE, "${env:KEY}", "${env:OTHER}"),
                        "penstock.yaml:7 providers.openai.credential is '${env:OTHER}', which is not set in the"
                                + " environment, expected the provider's API key there"),
                of(
                        "a variable that is blank",
                        dir -> dir.replace(NODE, "${env:KEY}", "${env:BLANK}"),
                        "penstock.yaml:7 providers.openai.credential is '${env:BLANK}', which leads to an empty text,"
                                + " expected the provider's API key there"),
                of(
                        "a secret file that does not exist",
                        dir -> dir.replace(NODE, "${env:KEY}", "${file:no.key}"),
                        "penstock.yaml:7 providers.openai.credential is '${file:no.key}', which is a file that does not"
                                + " exist, expected the provider's API key there"),
                of(
                        "a URL of another kind",
                        dir -> dir.replace(NODE, "https:", "ftp:"),
                        "penstock.yaml:6 providers.openai.base_url is 'ftp://api.example.com/v1', expected a URL like"
                                + " https://api.example.com/v1, without user or query"),
                of(
                        "a URL with a secret",
                        dir -> dir.replace(NODE, "https://", "https://user:not-to-be-shown@"),
                        "penstock.yaml:6 providers.openai.base_url is a URL with a user or a query (not shown),"
                                + " expected a URL like https://api.example.com/v1, without user or query"),
                of(
                        "a broken URL with a secret",
                        dir -> dir.replace(NODE, "https://", "https://user:not to be shown@"),
                        "penstock.yaml:6 providers.openai.base_url is no URL (not shown), expected a URL like"
                                + " https://api.example.com/v1"),
                of(
                        "a proxy without a port",
                        dir -> dir.replace(NODE, "    dialect", "    proxy: http://proxy\n    dialect"),
                        "penstock.yaml:5 providers.openai.proxy is 'http://proxy', expected a URL like"
                                + " http://proxy.example.com:3128"),
                of(
                        "a proxy with a password",
                        dir -> dir.replace(
                                NODE, "    dialect", "    proxy: http://user:not-to-be-shown@proxy:3128\n    dialect"),
                        "penstock.yaml:5 providers.openai.proxy is a URL with a user or a query (not shown),"
                                + " expected a URL like http://proxy.example.com:3128"),
                of(
                        "a CA file that is missing",
                        dir -> dir.replace(NODE, "    dialect", "    ca: ca.pem\n    dialect"),
                        "penstock.yaml:5 providers.openai.ca is 'ca.pem', expected a file that exists"),
                of(
                        "a CA file without certificates",
                        dir -> dir.put("ca.pem", "x").replace(NODE, "    dialect", "    ca: ca.pem\n    dialect"),
                        "penstock.yaml:5 providers.openai.ca is 'ca.pem', expected a PEM file with certificates"),
                of(
                        "a broken provider is not also an unknown one",
                        dir -> dir.replace(NODE, "dialect: openai", "dialect: telnet"),
                        "penstock.yaml:5 providers.openai.dialect is 'telnet', expected openai or anthropic"),
                of(
                        "an unknown provider",
                        dir -> dir.replace(NODE, "provider: openai", "provider: azure"),
                        "penstock.yaml:9 targets.mini.provider is 'azure', expected a provider: one of openai"),
                of(
                        "a provider with a name that is none",
                        dir -> dir.replace(NODE, "  openai:", "  my openai:")
                                .replace(NODE, "provider: openai", "provider: my openai"),
                        "penstock.yaml:4 providers.my openai is 'my openai', expected a name of 1 to 128 letters,"
                                + " digits and . _ / : - that starts with a letter or digit"),
                of(
                        "a price that is finer than can be reckoned with",
                        dir -> dir.replace(NODE, "input: 1,", "input: 0.0000001,"),
                        "penstock.yaml:9 targets.mini.price.input is '1E-7', expected dollars per million tokens, from"
                                + " 0 to 1000000 with at most 6 decimals"),
                of(
                        "half a price",
                        dir -> dir.replace(NODE, ", output: 2", ""),
                        "penstock.yaml:9 targets.mini.price.output is missing, expected dollars per million tokens,"
                                + " from 0 to 1000000 with at most 6 decimals"),
                of(
                        "a breaker that opens on nothing",
                        dir -> dir.replace(
                                NODE, "output: 2", "output: 2}, breaker: {failure_share: 0, open_for: 1ms, volum: 3"),
                        "penstock.yaml:9 targets.mini.breaker.volum is an unknown key, did you mean volume?",
                        "penstock.yaml:9 targets.mini.breaker.failure_share is '0', expected a number from 0.01 to 1",
                        "penstock.yaml:9 targets.mini.breaker.open_for is '1ms', expected a duration from 100ms to"
                                + " 10m"),
                of(
                        "a breaker that is off in other words, and more retries than attempts",
                        dir -> dir.replace(NODE, "output: 2", "output: 2}, retry_budget: 10, breaker: {enabled: never"),
                        "penstock.yaml:9 targets.mini.breaker.enabled is 'never', expected true or false",
                        "penstock.yaml:9 targets.mini.retry_budget is '10', expected a number from 0 to 1"),
                of(
                        "rules that are learned of nothing",
                        dir -> dir.add(NODE, "learn: { after: 1, for: 1s, afte: 2 }\n"),
                        "penstock.yaml:10 learn.afte is an unknown key, did you mean after?",
                        "penstock.yaml:10 learn.after is '1', expected a whole number from 2 to 100",
                        "penstock.yaml:10 learn.for is '1s', expected a duration from 10s to 720h"),
                of(
                        "a price list that is missing",
                        dir -> dir.add(NODE, "prices: { file: prices.json }\n"),
                        "penstock.yaml:10 prices.file is 'prices.json', expected a file that exists"),
                of(
                        "a price list that is no JSON",
                        dir -> dir.add(NODE, "prices: { file: prices.json }\n").put("prices.json", "{ a }"),
                        "prices.json:1 is no valid JSON, Unexpected character ('a' (code 97)): was expecting"
                                + " double-quote to start field name"),
                // routes
                of(
                        "a broken target is not also an unknown one",
                        dir -> dir.replace(NODE, "model: gpt-mini, ", ""),
                        "penstock.yaml:9 targets.mini.model is missing, expected the model's name at its provider"),
                of(
                        "an unknown target",
                        dir -> dir.replace(ROUTE, "[mini]", "[minni]"),
                        "routes/support.yaml:2 targets[0] is 'minni', expected a target: did you mean mini?"),
                of(
                        "a target twice",
                        dir -> dir.replace(ROUTE, "[mini]", "[mini, mini]"),
                        "routes/support.yaml:2 targets is '[mini, mini]', expected each target once"),
                of(
                        "no target",
                        dir -> dir.replace(ROUTE, "[mini]", "[]"),
                        "routes/support.yaml:2 targets is '[]', expected at least one target"),
                of(
                        "a prompt without its version",
                        dir -> dir.replace(ROUTE, "support@1", "support"),
                        "routes/support.yaml:3 prompt is 'support', expected a prompt: did you mean support@1?"),
                of(
                        "an unknown contract",
                        dir -> dir.add(ROUTE, "contract: tickets\n"),
                        "routes/support.yaml:4 contract is 'tickets', expected a contract: did you mean ticket?"),
                of(
                        "sampling out of range",
                        dir -> dir.add(ROUTE, "sampling: { temperature: 2.5 }\n"),
                        "routes/support.yaml:4 sampling.temperature is '2.5', expected a number from 0 to 2"),
                of(
                        "a limit of nothing",
                        dir -> dir.add(ROUTE, "limits: { concurrent_requests: 0 }\n"),
                        "routes/support.yaml:4 limits.concurrent_requests is '0', expected a number above 0"),
                of(
                        "tools that are no list",
                        dir -> dir.add(ROUTE, "tools: all\n"),
                        "routes/support.yaml:4 tools is 'all', expected a list of tools' names"),
                // clusters
                of(
                        "a cluster of nothing",
                        dir -> dir.add(NODE, "cluster: {}\n"),
                        "penstock.yaml: node is missing, expected the name by which the others of its cluster know this"
                                + " node",
                        "penstock.yaml:10 cluster.bind is missing, expected " + HOST,
                        "penstock.yaml:10 cluster.join is missing, expected members to join, or kubernetes_service",
                        "penstock.yaml:10 cluster.voters is missing, expected the names of 1, 3 or 5 nodes",
                        "penstock.yaml:10 cluster.keys is missing, expected a list with " + SecretRef.EXPECTED
                                + ", to a secret that all nodes have"),
                of(
                        "everything wrong in a cluster, all at once",
                        dir -> dir.add(NODE, """
                            node: a
                            cluster:
                              name: a cluster
                              bind: 10.0.0.1:0
                              event_bus: 10.0.0.1
                              join: [10.0.0.1, "fd00::1", "10.0.0.1:70000"]
                              kubernetes_service: http://members
                              voters: [a, B]
                              keys: [0123456789abcdef0123456789abcdef, "${env:NONE}", "${env:KEY}"]
                            """),
                        "penstock.yaml:12 cluster.name is 'a cluster', expected a name of 1 to 128 letters, digits and"
                                + " . _ / : - that starts with a letter or digit",
                        "penstock.yaml:13 cluster.bind is '10.0.0.1:0', expected " + HOST,
                        "penstock.yaml:14 cluster.event_bus is '10.0.0.1', expected host:port, like 10.0.0.1:5702 or"
                                + " \"[fd00::1]:5702\", with a port from 1 to 65535",
                        "penstock.yaml:15 cluster.join[1] is 'fd00::1', expected " + HOST,
                        "penstock.yaml:15 cluster.join[2] is '10.0.0.1:70000', expected " + HOST,
                        "penstock.yaml:16 cluster.kubernetes_service is here beside join, expected the one or the"
                                + " other",
                        "penstock.yaml:16 cluster.kubernetes_service is 'http://members', expected a DNS name, like"
                                + " penstock-members.default.svc.cluster.local",
                        "penstock.yaml:17 cluster.voters[1] is 'B', expected the name of a node: 1 to 32 lower-case"
                                + " letters, digits and -",
                        "penstock.yaml:17 cluster.voters is '[a, B]', expected the names of 1, 3 or 5 nodes, each"
                                + " once",
                        "penstock.yaml:18 cluster.keys[0] is a literal, it seems (not shown), expected "
                                + SecretRef.EXPECTED + ": put the secret there and only its name here",
                        "penstock.yaml:18 cluster.keys[1] is '${env:NONE}', which is not set in the environment,"
                                + " expected the cluster's key there, a random text of 32 characters or more",
                        "penstock.yaml:18 cluster.keys[2] is '${env:KEY}', which leads to a shorter text, expected the"
                                + " cluster's key there, a random text of 32 characters or more"),
                of(
                        "nobody to join",
                        dir -> dir.add(
                                NODE,
                                "node: a\n"
                                        + "cluster: { bind: 10.0.0.1, join: [], voters: [a], keys:"
                                        + " [\"${file:cluster.key}\"] }\n"),
                        "penstock.yaml:11 cluster.join is empty, expected at least one member"),
                of(
                        "a misspelt way to find members is not also missing",
                        dir -> dir.add(
                                NODE,
                                "node: a\ncluster: { bind: 10.0.0.1, kubernetes_servic: x, voters: [a],"
                                        + " keys: [\"${file:cluster.key}\"] }\n"),
                        "penstock.yaml:11 cluster.kubernetes_servic is an unknown key, did you mean"
                                + " kubernetes_service?"),
                of(
                        "members where others listen",
                        dir -> dir.add(
                                NODE,
                                "node: a\ncluster: { bind: 127.0.0.1:8080, event_bus: 127.0.0.1:8080, join: [b],"
                                        + " voters: [a], keys: [\"${file:cluster.key}\"] }\n"),
                        "penstock.yaml:11 cluster.bind is the same address as listen.data (127.0.0.1:8080), expected"
                                + " one of its own",
                        "penstock.yaml:11 cluster.event_bus is the same address as listen.data (127.0.0.1:8080),"
                                + " expected one of its own",
                        "penstock.yaml:11 cluster.event_bus is the same address as cluster.bind (127.0.0.1:8080),"
                                + " expected one of its own"),
                of(
                        "no port for the event bus",
                        dir -> dir.add(
                                NODE,
                                "node: a\ncluster: { bind: 10.0.0.1:65535, join: [b], voters: [a],"
                                        + " keys: [\"${file:cluster.key}\"] }\n"),
                        "penstock.yaml:11 cluster.event_bus is missing, expected host:port, like 10.0.0.1:5702 or"
                                + " \"[fd00::1]:5702\", with a port from 1 to 65535: no port comes after that of bind"),
                of(
                        "a file for a data directory",
                        dir -> dir.add(NODE, "data_dir: routes/support.yaml\n"),
                        "penstock.yaml:10 data_dir is 'routes/support.yaml', expected the path of a directory, which"
                                + " need not exist yet"),
                of(
                        "a data directory that is no path",
                        dir -> dir.add(NODE, "data_dir: \"a\\0b\"\n"),
                        "penstock.yaml:10 data_dir is 'a\\u{0}b', expected the path of a directory, which need not"
                                + " exist yet"),
                // telemetry
                of(
                        "telemetry to nowhere",
                        dir -> dir.add(NODE, "telemetry: { sample: 2 }\n"),
                        "penstock.yaml:10 telemetry.endpoint is missing, expected " + TelemetryConfig.EXPECTED_ENDPOINT,
                        "penstock.yaml:10 telemetry.sample is '2', expected a share from 0 to 1"),
                of(
                        "telemetry with a secret in the file and one in the URL",
                        dir -> dir.add(NODE, """
                            telemetry:
                              endpoint: http://user:hunter2@127.0.0.1:4318
                              headers: { authorization: hunter2, "bad name": "${env:KEY}" }
                            """),
                        "penstock.yaml:11 telemetry.endpoint is a URL with a user or a query (not shown), expected "
                                + TelemetryConfig.EXPECTED_ENDPOINT,
                        "penstock.yaml:12 telemetry.headers.authorization is a literal, it seems (not shown), expected"
                                + " a reference like ${env:NAME} or ${file:PATH}: put the secret there and only its"
                                + " name here",
                        "penstock.yaml:12 telemetry.headers is 'bad name', expected "
                                + TelemetryConfig.EXPECTED_HEADER),
                of(
                        "telemetry with a header that is not for it to say",
                        dir -> dir.add(
                                NODE,
                                "telemetry: { endpoint: \"http://127.0.0.1:4318\", headers: { Host: \"${env:KEY}\" }"
                                        + " }\n"),
                        "penstock.yaml:10 telemetry.headers is 'Host', expected " + TelemetryConfig.EXPECTED_HEADER),
                of(
                        "telemetry with a ca that is none",
                        dir -> dir.add("ca.pem", "none")
                                .add(NODE, "telemetry: { endpoint: \"https://otel.test\", ca: ca.pem }\n"),
                        "penstock.yaml:10 telemetry.ca is 'ca.pem', expected a PEM file with certificates"),
                // databases
                of(
                        "a database of nothing",
                        dir -> dir.add(NODE, "database: {}\n"),
                        "penstock.yaml:10 database.url is missing, expected " + DatabaseConfig.EXPECTED_URL,
                        "penstock.yaml:10 database.user is missing, expected the name of the database's user"),
                of(
                        "a database beside a data directory",
                        dir -> dir.add(
                                NODE, "data_dir: data\ndatabase: { url: \"" + DATABASE + "\", user: penstock }\n"),
                        "penstock.yaml:11 database is here beside data_dir, expected the one or the other"),
                of(
                        "a database that is no PostgreSQL, and a password in the file",
                        dir -> dir.add(NODE, """
                            database:
                              url: jdbc:mysql://db/penstock
                              user: penstock
                              password: hunter2
                            """),
                        "penstock.yaml:11 database.url is 'jdbc:mysql://db/penstock', expected "
                                + DatabaseConfig.EXPECTED_URL,
                        "penstock.yaml:13 database.password is a literal, it seems (not shown), expected a reference"
                                + " like ${env:NAME} or ${file:PATH}: put the secret there and only its name here"),
                of(
                        "a database's password that is not set",
                        dir -> dir.add(NODE, """
                            database: { url: "%s", user: penstock, password: "${env:NONE}" }
                            """.formatted(DATABASE)),
                        "penstock.yaml:10 database.password is '${env:NONE}', which is not set in the environment,"
                                + " expected the database user's password there"),
                of("a password in a URL", dir -> database(dir, DATABASE + "?password=hunter2"), HIDDEN_URL),
                of("an encoded password in a URL", dir -> database(dir, DATABASE + "?p%61ssword=hunter2"), HIDDEN_URL),
                of("a key's password", dir -> database(dir, DATABASE + "?ssl=true&sslPassword=hunter2"), HIDDEN_URL),
                of("a user in a URL", dir -> database(dir, DATABASE + "?user=penstock"), HIDDEN_URL),
                of("a user before a host", dir -> database(dir, "jdbc:postgresql://a:hunter2@db/penstock"), HIDDEN_URL),
                of("a URL that cannot be decoded", dir -> database(dir, DATABASE + "?a=%zz"), HIDDEN_URL),
                of(
                        "a URL without a database",
                        dir -> database(dir, "jdbc:postgresql://db"),
                        "penstock.yaml:10 database.url is 'jdbc:postgresql://db', expected "
                                + DatabaseConfig.EXPECTED_URL),
                // variables
                of(
                        "variables that are not set, all at once",
                        dir -> dir.add(NODE, """
                            node: "${env:NAME}"
                            listen: { data: "${env:IP}:${env:PORT}", admin: 127.0.0.1:8080 }
                            cluster:
                              bind: ${env:IP}:5701
                              event_bus: ${env:BLANK}:5702
                              join: [b]
                              voters: [a]
                              keys: ["${file:cluster.key}"]
                            data_dir: ${env:DIR}
                            """),
                        "penstock.yaml:10 node is '${env:NAME}'" + NOT_SET,
                        "penstock.yaml:11 listen.data is '${env:IP}'" + NOT_SET,
                        "penstock.yaml:11 listen.data is '${env:PORT}'" + NOT_SET,
                        "penstock.yaml:13 cluster.bind is '${env:IP}'" + NOT_SET,
                        "penstock.yaml:14 cluster.event_bus is '${env:BLANK}', which leads to an empty text, expected a"
                                + " value there",
                        "penstock.yaml:18 data_dir is '${env:DIR}'" + NOT_SET),
                of(
                        "references that are none",
                        dir -> dir.add(NODE, """
                            listen: { data: "${IP}:8080", admin: "${env:KEY", operations: "${env:A-B}:1" }
                            data_dir: ${file:dir}
                            """),
                        "penstock.yaml:10 listen.data is '${IP}', expected references like ${env:NAME} only",
                        "penstock.yaml:10 listen.admin is '${env:KEY', expected references like ${env:NAME} only",
                        "penstock.yaml:10 listen.operations is '${env:A-B}', expected references like ${env:NAME} only",
                        "penstock.yaml:11 data_dir is '${file:dir}', expected references like ${env:NAME} only"),
                of(
                        "a variable with what cannot stand there",
                        dir -> dir.add(NODE, "listen: { data: \"${env:KEY}\" }\n"),
                        "penstock.yaml:10 listen.data is 'not-a-real-key', expected host:port, like 127.0.0.1:8080 or"
                                + " \"[::1]:8080\", with a port up to 65535"),
                of(
                        "hashes that are not in the environment",
                        dir -> dir.replace(NODE, "sha256:" + "0".repeat(64), "${env:CALLERS}")
                                .add(NODE, "admin: { token_hash: \"${env:OPERATORS}\" }\n"),
                        "penstock.yaml:2 keys[0].hash is '${env:CALLERS}'" + NOT_SET,
                        "penstock.yaml:10 admin.token_hash is '${env:OPERATORS}'" + NOT_SET),
                of(
                        "a secret where its hash belongs",
                        dir -> dir.replace(NODE, "sha256:" + "0".repeat(64), "${env:KEY}")
                                .add(NODE, "admin: { token_hash: \"${env:KEY}\" }\n"),
                        "penstock.yaml:2 keys[0].hash is a text that is no hash (not shown), expected "
                                + CallerKey.EXPECTED_HASH,
                        "penstock.yaml:10 admin.token_hash is a text that is no hash (not shown), expected "
                                + CallerKey.EXPECTED_HASH),
                // routers
                of(
                        "an unknown policy in a word",
                        dir -> dir.add(ROUTE, "router: cheapest_that_fits\n"),
                        "routes/support.yaml:4 router is 'cheapest_that_fits', did you mean cheapest-that-fits?"),
                of(
                        "rules without any rule",
                        dir -> dir.add(ROUTE, "router: rules\n"),
                        "routes/support.yaml:4 router is 'rules', expected a map with the rules: {policy: rules, rules:"
                                + " [...]}"),
                of(
                        "a list for a router",
                        dir -> dir.add(ROUTE, "router: [fixed]\n"),
                        "routes/support.yaml:4 router is a list, expected fixed or cheapest-that-fits or rules, or a"
                                + " map"),
                of(
                        "an unknown policy in a map",
                        dir -> dir.add(ROUTE, "router: { policy: dice }\n"),
                        "routes/support.yaml:4 router.policy is 'dice', expected fixed or cheapest-that-fits or rules"),
                of(
                        "a map without a policy",
                        dir -> dir.add(ROUTE, "router: { expected_output_tokens: 10 }\n"),
                        "routes/support.yaml:4 router.policy is missing, expected fixed or cheapest-that-fits or"
                                + " rules"),
                of(
                        "keys of other policies",
                        dir -> dir.add(ROUTE, """
                            router:
                              policy: fixed
                              expected_output_tokens: 10
                              rules: [{ target: mini, tools: true }]
                            """),
                        "routes/support.yaml:6 router.expected_output_tokens is not for policy fixed, expected with"
                                + " policy cheapest-that-fits only",
                        "routes/support.yaml:7 router.rules is not for policy fixed, expected with policy rules only"),
                of(
                        "rules for the cheapest",
                        dir -> dir.add(
                                ROUTE,
                                "router: { policy: cheapest-that-fits, rules: [{ target: mini, tools: true }] }\n"),
                        "routes/support.yaml:4 router.rules is not for policy cheapest-that-fits, expected with policy"
                                + " rules only"),
                of(
                        "an expectation of nothing",
                        dir -> dir.add(ROUTE, "router: { policy: cheapest-that-fits, expected_output_tokens: 0 }\n"),
                        "routes/support.yaml:4 router.expected_output_tokens is '0', expected a whole number from 1 to"
                                + " 10000000"),
                of(
                        "a policy of rules without the key",
                        dir -> dir.add(ROUTE, "router: { policy: rules }\n"),
                        "routes/support.yaml:4 router.rules is missing, expected a list of rules"),
                of(
                        "an empty list of rules",
                        dir -> dir.add(ROUTE, "router: { policy: rules, rules: [] }\n"),
                        "routes/support.yaml:4 router.rules is empty, expected at least one rule"),
                of(
                        "everything wrong in rules, all at once",
                        dir -> dir.add(ROUTE, """
                            router:
                              policy: rules
                              rules:
                                - { target: minni, longer_than: -1, shorter_than: 0 }
                                - { target: other, languages: [en, EN, jp] }
                                - { target: mini }
                                - { longr_than: 5, target: mini }
                                - { tools: maybe }
                                - { target: mini, languages: [], metadata: {} }
                                - { target: mini, metadata: { tier: [gold] } }
                                - mini
                            """),
                        "routes/support.yaml:7 router.rules[0].longer_than is '-1', expected a number of tokens from 0",
                        "routes/support.yaml:7 router.rules[0].shorter_than is '0', expected a number of tokens above"
                                + " 0",
                        "routes/support.yaml:7 router.rules[0].target is 'minni', expected a target of this route: did"
                                + " you mean mini?",
                        "routes/support.yaml:8 router.rules[1].languages[1] is 'EN', expected a language by ISO 639-1,"
                                + " two lower-case letters like en",
                        "routes/support.yaml:8 router.rules[1].languages[2] is 'jp', expected a language by ISO 639-1,"
                                + " two lower-case letters like en",
                        "routes/support.yaml:8 router.rules[1].target is 'other', expected a target of this route: one"
                                + " of mini",
                        "routes/support.yaml:9 router.rules[2] is without a condition, expected at least one of"
                                + " longer_than, shorter_than, languages, tools, metadata",
                        "routes/support.yaml:10 router.rules[3].longr_than is an unknown key, did you mean"
                                + " longer_than?",
                        "routes/support.yaml:11 router.rules[4].target is missing, expected one of the route's targets",
                        "routes/support.yaml:11 router.rules[4].tools is 'maybe', expected true or false",
                        "routes/support.yaml:12 router.rules[5].languages is empty, expected at least one language",
                        "routes/support.yaml:12 router.rules[5].metadata is empty, expected at least one field and its"
                                + " value",
                        "routes/support.yaml:13 router.rules[6].metadata.tier is a list, expected a text",
                        "routes/support.yaml:14 router.rules[7] is 'mini', expected a map"),
                of(
                        "a target that is misspelt in the route is not also unknown to its rules",
                        dir -> dir.replace(ROUTE, "[mini]", "[minni]")
                                .add(ROUTE, "router: { policy: rules, rules: [{ target: mini, tools: true }] }\n"),
                        "routes/support.yaml:2 targets[0] is 'minni', expected a target: did you mean mini?"),
                // prompts and contracts
                of(
                        "a prompt without front matter",
                        dir -> dir.put(PROMPT, "You help.\n"),
                        "prompts/support.md: is without front matter, expected a line ---, the keys name and version,"
                                + " a line ---, and then the template"),
                of(
                        "a prompt without a text",
                        dir -> dir.replace(PROMPT, "You help customers.", ""),
                        "prompts/support.md: template is empty, expected a text"),
                of(
                        "a prompt with a version that is no number",
                        dir -> dir.replace(PROMPT, "version: 1", "version: new"),
                        "prompts/support.md:3 version is 'new', expected a whole number"),
                of(
                        "a prompt with a variable that has no usable name",
                        dir -> dir.replace(PROMPT, "customers", "{{the customer}}"),
                        "prompts/support.md:5 template is '{{the customer}}', expected a variable like"
                                + " {{customer_name}}: letters, digits and _"),
                of(
                        "a prompt twice",
                        dir -> dir.put("prompts/a.md", ConfigDir.PROMPT),
                        "prompts/support.md:3 version is 'support@1', as prompts/a.md is, expected a version of its"
                                + " own"),
                of(
                        "sampling that a target's dialect does not have",
                        dir -> dir.replace(NODE, "dialect: openai", "dialect: anthropic")
                                .add(ROUTE, "sampling: { temperature: 1.5, top_p: 1, seed: 7 }\n"),
                        "routes/support.yaml:4 sampling is with temperature above 1, which target mini does not have:"
                                + " it speaks anthropic; take out the one or the other",
                        "routes/support.yaml:4 sampling is with seed, which target mini does not have: it speaks"
                                + " anthropic; take out the one or the other"),
                of(
                        "a contract that is no JSON",
                        dir -> dir.put(CONTRACT, "{ \"a\": 1, \"a\": 2 }"),
                        "contracts/ticket.json:1 is no valid JSON, Duplicate field 'a'"),
                of(
                        "a contract that is no schema",
                        dir -> dir.put(CONTRACT, "[]"),
                        "contracts/ticket.json: is a list, expected a JSON Schema: an object, or true or false"));
    }

    private static void database(ConfigDir dir, String url) {
        dir.add(NODE, "database: { url: \"" + url + "\", user: penstock }\n");
    }

    private static Case of(String name, Consumer<ConfigDir> spoil, String... expected) {
        return new Case(name, spoil, List.of(expected));
    }

    private static List<String> said(Loaded loaded) {
        List<String> said = new ArrayList<>();
        if (loaded instanceof Loaded.Bad(List<Mistake> mistakes)) {
            for (Mistake mistake : mistakes) {
                String where = mistake.file() + ":" + (mistake.line() == 0 ? "" : mistake.line());
                said.add(Stream.of(where, mistake.path(), mistake.sentence())
                        .filter(part -> !part.isEmpty())
                        .reduce((left, right) -> left + " " + right)
                        .orElseThrow());
            }
        }
        return said;
    }
}
