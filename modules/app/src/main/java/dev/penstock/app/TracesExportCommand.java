package dev.penstock.app;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code penstock traces export}. */
@Command(
        name = "export",
        description = "Print the whole stories of requests, a line of JSON each, the newest first.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "With what users said of the answers, but for texts: neither what was asked nor what was answered is in"
                    + " it.",
            "How far it is goes to standard error. Exit code 1, and why, where not all traces could be had.",
            "",
            "  penstock traces export --rollout ID > traces.jsonl",
            "  penstock rollout replay --from traces.jsonl --policy stricter.yaml"
        })
final class TracesExportCommand implements Runnable {
    /** In one page: what a node holds in memory at a time. */
    private static final int PAGE = 500;
    /** So many pages are told of together. */
    private static final int TOLD = 10;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private AdminOptions admin = new AdminOptions();

    @Mixin
    private TraceFilterOptions chosen = new TraceFilterOptions();

    @Override
    public void run() {
        refuseOptionsBeforeIt();
        Map<String, @Nullable String> query = chosen.filter();
        query.put("whole", "true");
        query.put("limit", Integer.toString(PAGE));
        AdminClient client = admin.client();
        PrintWriter out = admin.out();
        TreeSet<String> silent = new TreeSet<>();
        long count = 0;
        long unreadable = 0;
        for (int number = 1; ; number++) {
            JsonNode page = client.get(TraceFilterOptions.path(query));
            page.path("traces").forEach(out::println);
            if (out.checkError()) {
                throw new Failure("Nobody reads what is printed: the export ends.");
            }
            count += page.path("traces").size();
            unreadable += page.path("unreadable").asLong();
            page.path("silent").forEach(node -> silent.add(Table.plain(node.asText())));
            if (!page.path("next").isTextual()) {
                break;
            }
            query.put("after", page.path("next").asText());
            if (number % TOLD == 0) {
                String at = page.path("traces")
                        .path(page.path("traces").size() - 1)
                        .path("at")
                        .asText();
                tell(count + " traces so far, back to " + Table.plain(at));
            }
        }
        tell(count + " traces");
        if (!silent.isEmpty() || unreadable > 0) {
            throw new Failure("Not all are there:"
                    + (silent.isEmpty() ? "" : " those of " + String.join(", ", silent) + " are missing;")
                    + (unreadable == 0 ? "" : " " + unreadable + " cannot be read;")
                    + " what is there was printed.");
        }
    }

    /** They are the list's own: picocli reads each command's apart. */
    private void refuseOptionsBeforeIt() {
        List<OptionSpec> before = spec.parent().commandLine().getParseResult().matchedOptions();
        if (!before.isEmpty()) {
            String names = before.stream().map(OptionSpec::longestName).collect(Collectors.joining(", "));
            throw new ParameterException(
                    spec.commandLine(),
                    names + " before export would be passed over: put the filter behind export, as in 'penstock traces"
                            + " export --rollout ID'");
        }
    }

    private void tell(String line) {
        admin.err().println(line);
        admin.err().flush();
    }
}
