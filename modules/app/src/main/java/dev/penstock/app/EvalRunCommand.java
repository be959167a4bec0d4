package dev.penstock.app;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.penstock.core.config.BadConfig;
import dev.penstock.core.state.EvalGate;
import dev.penstock.evals.CaseSet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code penstock eval run}. */
@Command(
        name = "run",
        description =
                "Send hand-made cases through a candidate and a baseline, check the answers, and record the result.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "A file of cases has one on each line, as JSON; 30 to 50 hard ones suffice:",
            "",
            "  {\"id\": \"brakes\",",
            "   \"messages\": [{\"role\": \"user\", \"content\": \"Any brakes?\"}],",
            "   \"metadata\": {\"shop\": \"Tulip\"},",
            "   \"checks\": [{\"contains\": \"Yes\"}, {\"max_ms\": 3000}]}",
            "",
            "Checks: equals, contains, matches (a regular expression), json_path with",
            "equals, exists or matches, max_cost_microdollars, max_ms. A contract of the",
            "release is always checked. 'request' may have a whole body in place of",
            "messages and metadata. docs/evals.md tells it all.",
            "",
            "Each case goes to both releases as a user's request would, at its price.",
            "Exit code: 0 if the candidate passed the gate and that is recorded, 1 if",
            "not, 2 if the file or an option is wrong.",
            "",
            "  penstock eval run --route support --release 2 --cases hard.jsonl --dry-run",
            "  penstock eval run --route support --release 2 --cases hard.jsonl \\",
            "    --reason 'before the canary'"
        })
final class EvalRunCommand implements Callable<Integer> {
    private static final long LOOK_NANOS = 200_000_000;
    /** As much as a node takes, less the rest of the body. */
    private static final long MOST_BYTES = (1 << 20) - 4_096;

    @Mixin
    private AdminOptions admin = new AdminOptions();

    @Mixin
    private Why why = new Why();

    @Option(names = "--route", paramLabel = "ROUTE", required = true, description = "The route's name.")
    private String route = "";

    @Option(names = "--release", paramLabel = "N", required = true, description = "The candidate, by its number or id.")
    private String release = "";

    @Option(
            names = "--baseline",
            paramLabel = "N",
            description = "What it is compared with. Default: the release that serves")
    private @Nullable String baseline;

    @Option(names = "--cases", paramLabel = "FILE", required = true, description = "The cases, one on each line.")
    private Path cases = Path.of("");

    @Option(names = "--min-cases", paramLabel = "N", description = "The gate: how many cases at least. Default: 30")
    private int minCases = EvalGate.DEFAULT.minCases();

    @Option(
            names = "--max-lost",
            paramLabel = "N",
            description = "The gate: how many that the baseline passes may be lost. Default: 0")
    private int maxLost = EvalGate.DEFAULT.maxLost();

    @Option(
            names = "--min-pass",
            paramLabel = "PERCENT",
            description = "The gate: how many percent the candidate must pass. Default: 90")
    private int minPass = EvalGate.DEFAULT.minPass();

    @Option(names = "--concurrency", paramLabel = "N", description = "How many calls at once, 1 to 4. Default: 4")
    private @Nullable Integer concurrency;

    @Option(names = "--dry-run", description = "Only look whether the file is good.")
    private boolean dryRun;

    @Override
    public Integer call() {
        EvalGate gate = gate();
        CaseSet set = read();
        if (dryRun) {
            admin.tell("The file has " + set.cases().size() + " good cases (digest " + set.digest()
                    + "). Nothing was sent.");
            return ExitCode.OK;
        }
        ObjectNode body = body(set, gate);
        AdminClient client = admin.client();
        String id =
                client.send("POST", EvalCommand.path(route), body).path("id").asText();
        progress(
                "Eval " + id + " runs; 'penstock eval show " + id + " --route " + route + "' shows it from elsewhere.");
        JsonNode run = over(client, id);
        admin.show(run, out -> EvalTable.run(run, out));
        return run.path("gate_passed").asBoolean() && run.has("recorded") ? ExitCode.OK : ExitCode.SOFTWARE;
    }

    private CaseSet read() {
        String file;
        try {
            file = Files.readString(cases);
        } catch (IOException e) {
            throw admin.wrongUsage("The file " + cases + " cannot be read as UTF-8 text ("
                    + e.getClass().getSimpleName() + ")");
        }
        try {
            CaseSet set = CaseSet.ofLines(file);
            if (sources(set).toString().getBytes(UTF_8).length > MOST_BYTES) {
                throw admin.wrongUsage("The cases in " + cases + " are larger than a megabyte: run them in parts");
            }
            return set;
        } catch (BadConfig bad) {
            throw admin.wrongUsage(bad.mistakes().stream()
                    .map(mistake -> "  " + Table.plain(mistake.field()) + " is "
                            + Table.plain(mistake.value()) + ", expected "
                            + mistake.expected())
                    .collect(Collectors.joining(
                            "\n", "The cases in " + cases + " cannot be used; nothing was sent:\n", "")));
        }
    }

    private static ArrayNode sources(CaseSet set) {
        ArrayNode sources = AdminClient.JSON.createArrayNode();
        set.cases().forEach(one -> sources.add(one.source()));
        return sources;
    }

    private ObjectNode body(CaseSet set, EvalGate gate) {
        ObjectNode body = why.body().put("release", release);
        if (baseline != null) {
            body.put("baseline", baseline);
        }
        if (concurrency != null) {
            body.put("concurrency", concurrency);
        }
        body.putObject("gate")
                .put("min_cases", gate.minCases())
                .put("max_lost", gate.maxLost())
                .put("min_pass", gate.minPass());
        body.set("cases", sources(set));
        return body;
    }

    private EvalGate gate() {
        try {
            return new EvalGate(minCases, maxLost, minPass);
        } catch (BadConfig bad) {
            throw admin.wrongUsage("The gate cannot be so: " + bad.getMessage());
        }
    }

    /** The run once it is over; tells each tenth of it. */
    private JsonNode over(AdminClient client, String id) {
        int told = 0;
        while (!Thread.currentThread().isInterrupted()) {
            JsonNode run = client.get(EvalCommand.path(route, id));
            String state = run.path("state").asText();
            if (!state.equals("running") && !state.equals("recording")) {
                return run;
            }
            int answers = run.path("answers").asInt();
            int expected = Math.max(1, run.path("answers_expected").asInt());
            if (answers * 10 / expected > told) {
                told = answers * 10 / expected;
                progress(answers + " of " + expected + " answers are in.");
            }
            LockSupport.parkNanos(this, LOOK_NANOS);
        }
        throw new Failure("Interrupted: eval " + id + " goes on on its node.");
    }

    private void progress(String line) {
        admin.err().println(line);
        admin.err().flush();
    }
}
