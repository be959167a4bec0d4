package dev.penstock.app;

import static dev.penstock.app.DeployFiles.at;
import static dev.penstock.app.DeployFiles.list;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.penstock.core.config.ContractTerms;
import dev.penstock.core.config.Healing;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** deploy/grafana: what the dashboards ask for is what a node shows. */
class DashboardsTest {
    private static final Path DIR = DeployFiles.DEPLOY.resolve("grafana");
    private static final String CHAT = "/v1/chat/completions";

    /** What is no metric in a query: texts, selectors, ranges, groupings, variables, numbers. */
    private static final Pattern NO_METRIC =
            Pattern.compile("\"[^\"]*\"|\\{[^}]*}|\\[[^]]*]|\\b(?:by|without)\\s*\\([^)]*\\)|\\$\\w+|\\b\\d[\\w.]*");

    private static final Pattern NAME = Pattern.compile("[a-zA-Z_:][\\w:]*(?!\\w|\\s*\\()");
    private static final Pattern GROUPING = Pattern.compile("\\bby\\s*\\(([^)]*)\\)");
    private static final Pattern SELECTED = Pattern.compile("(\\w+)\\s*=~?\\s*\"");
    private static final Pattern LABEL_VALUES = Pattern.compile("label_values\\((\\w+), (\\w+)\\)");
    /** Put there by who scrapes, or by the form of histograms. */
    private static final Set<String> SCRAPERS = Set.of("instance", "le");

    @Test
    void everyMetricThatADashboardNamesIsOneOfANode() throws IOException {
        Set<String> names = new TreeSet<>();
        Set<String> labels = new TreeSet<>();
        for (JsonNode dashboard : dashboards()) {
            for (String query : queries(dashboard)) {
                Matcher metric = NAME.matcher(NO_METRIC.matcher(query).replaceAll(" "));
                assertThat(metric.find()).as(query).isTrue();
                do {
                    names.add(metric.group());
                } while (metric.find());
                matches(GROUPING, query).forEach(group -> labels.addAll(Arrays.asList(group.split(",\\s*"))));
                labels.addAll(matches(SELECTED, query));
            }
            for (JsonNode variable : dashboard.at("/templating/list")) {
                Matcher values = LABEL_VALUES.matcher(variable.path("query").asText());
                if (values.matches()) {
                    names.add(values.group(1));
                    labels.add(values.group(2));
                }
            }
        }
        labels.removeAll(SCRAPERS);

        String shown = metricsOfANode();

        assertThat(names).hasSizeGreaterThan(30);
        assertThat(names.stream()
                        .filter(name -> !Pattern.compile("^" + name + "[{ ]", Pattern.MULTILINE)
                                .matcher(shown)
                                .find()))
                .as("metrics that no node shows")
                .isEmpty();
        assertThat(labels.stream()
                        .filter(label -> !shown.contains("{" + label + "=") && !shown.contains("," + label + "=")))
                .as("labels that no metric has")
                .isEmpty();
    }

    @Test
    void everyPanelHasAPlaceAndAQuestionOfItsOwn() throws IOException {
        Set<String> uids = new TreeSet<>();
        for (JsonNode dashboard : dashboards()) {
            assertThat(uids.add(dashboard.path("uid").asText())).isTrue();
            Set<String> places = new TreeSet<>();
            Set<String> titles = new TreeSet<>();
            for (JsonNode panel : dashboard.path("panels")) {
                assertThat(places.add(panel.path("gridPos").toString())).isTrue();
                assertThat(titles.add(panel.path("title").asText())).isTrue();
                assertThat(panel.path("targets")).isNotEmpty();
            }
        }
        assertThat(uids).hasSize(5);
    }

    @Test
    void composeMountsTheDashboardsWhereGrafanaLooks() {
        Map<String, Object> compose = DeployFiles.yaml(DeployFiles.DEPLOY.resolve("compose/monitoring.yaml"))
                .getFirst();
        Map<String, Object> provider = DeployFiles.yaml(DIR.resolve("provisioning/dashboards/penstock.yaml"))
                .getFirst();
        String path = (String) at(list(at(provider, "providers")).getFirst(), "options", "path");
        assertThat(DeployFiles.<String>list(at(compose, "services", "grafana", "volumes")))
                .contains("../grafana/dashboards:" + path + ":ro")
                .allSatisfy(mount -> assertThat(
                                DeployFiles.DEPLOY.resolve("compose").resolve(mount.split(":", 2)[0]))
                        .exists());

        Map<String, Object> source = DeployFiles.yaml(DIR.resolve("provisioning/datasources/prometheus.yaml"))
                .getFirst();
        assertThat(at(list(at(source, "datasources")).getFirst(), "url")).isEqualTo("http://prometheus:9090");
        assertThat(at(compose, "services", "prometheus", "image").toString()).matches("prom/prometheus:v[\\d.]+");
        assertThat(at(compose, "services", "grafana", "image").toString()).matches("grafana/grafana:[\\d.]+");
        assertThat(DeployFiles.<String>list(at(compose, "services", "grafana", "ports")))
                .allSatisfy(port -> assertThat(port).startsWith("127.0.0.1:"));

        Map<String, Object> scraped =
                DeployFiles.yaml(DIR.resolve("prometheus.yaml")).getFirst();
        List<String> nodes = list(at(
                list(at(list(at(scraped, "scrape_configs")).getFirst(), "static_configs"))
                        .getFirst(),
                "targets"));
        assertThat(nodes).containsExactly("node-1:8082", "node-2:8082", "node-3:8082");
    }

    /** After requests that pass, are healed, are held against a contract, are streamed and are copied. */
    private static String metricsOfANode() {
        Setup setup = Setup.bothDialects()
                .contract("level", "{\"type\": \"object\"}")
                .jsonTarget("openai/sim-medium")
                .route(
                        "healed",
                        route -> route.healing(Healing.DEFAULT),
                        "openai/sim-small!server-error",
                        "anthropic/sim-large")
                .route(
                        "held",
                        route -> route.contract("level", ContractTerms.USUAL).healing(Healing.DEFAULT),
                        "openai/sim-medium")
                .telemetry(URI.create("http://127.0.0.1:1"), "a-planted-5ecret");
        try (TestNode node = TestNode.start(setup)) {
            String candidate =
                    node.publish("openai", "{\"purpose\": \"a candidate\", \"targets\": [\"openai/sim-small\"]}");
            node.shadow("openai", candidate, 100, 1);
            for (String route : List.of("openai", "anthropic", "healed", "held")) {
                node.post(CHAT, asking(route, false));
                node.post(CHAT, asking(route, true));
            }
            node.post(CHAT, """
                {"model": "openai", "messages": [{"role": "user", "content": "Hello"},
                 {"role": "assistant", "content": null, "tool_calls":
                  [{"id": "c", "type": "function", "function": {"name": "look", "arguments": "{}"}}]},
                 {"role": "tool", "tool_call_id": "c", "content": ""}]}\
                """);
            return Eventually.value("a copy was sent", () -> {
                String shown = node.operations("/metrics").body();
                return shown.contains("penstock_shadow_requests_total{") ? shown : null;
            });
        }
    }

    private static String asking(String route, boolean stream) {
        return """
            {"model": "%s", "stream": %s, "messages": [{"role": "user", "content": "Hello"}]}\
            """.formatted(route, stream);
    }

    private static List<JsonNode> dashboards() throws IOException {
        try (Stream<Path> files = Files.list(DIR.resolve("dashboards"))) {
            return files.sorted()
                    .map(file -> TestNode.json(DeployFiles.text(file)))
                    .toList();
        }
    }

    private static List<String> queries(JsonNode dashboard) {
        return dashboard.findValuesAsText("expr");
    }

    private static List<String> matches(Pattern pattern, String text) {
        List<String> found = new ArrayList<>();
        Matcher matcher = pattern.matcher(text);
        while (matcher.find()) {
            found.add(matcher.group(1));
        }
        return found;
    }
}
