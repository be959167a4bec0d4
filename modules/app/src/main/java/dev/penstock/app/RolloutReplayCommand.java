package dev.penstock.app;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.penstock.canary.Replay;
import dev.penstock.canary.RolloutReplay;
import dev.penstock.canary.Scoring;
import dev.penstock.config.Mistake;
import dev.penstock.config.Report;
import dev.penstock.config.RolloutDocument;
import dev.penstock.core.rollout.GuardrailKind;
import dev.penstock.core.rollout.RolloutPolicy;
import dev.penstock.core.rollout.StageKind;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.io.Reader;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code penstock rollout replay}. */
@Command(
        name = "replay",
        description = "Tell what another policy would have done with the recorded requests of a rollout, when and why."
                + " Asks no node.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Each request is judged anew by the policy's guardrails, and the policy goes through its stages by the"
                    + " clock of",
            "then. Requests keep the share with which they were drawn: another policy's own shares would have brought"
                    + " more or",
            "fewer, sooner or later. Evals count as passed, approvals as given, webhooks as yes; a pause lasts, and"
                    + " only harm",
            "ends it, unless --go-on passes over it.",
            "",
            "The file is one policy, as under a name of rollouts: in penstock.yaml ('penstock rollout policies"
                    + " --json').",
            "",
            "Exit code: 0 it goes on or has all traffic, 3 rolled back, 4 paused, 2 wrong input.",
            "",
            "  penstock traces export --rollout ID > traces.jsonl",
            "  penstock rollout replay --from traces.jsonl --policy stricter.yaml",
            "  penstock traces export --rollout ID | penstock rollout replay --from - --policy stricter.yaml --json"
        })
final class RolloutReplayCommand implements Callable<Integer> {
    private static final String STANDARD_INPUT = "-";
    /** What the program takes itself, and what a request takes at most on average, in bytes. */
    private static final long OWN_BYTES = 48 << 20;

    private static final long REQUEST_BYTES = 800;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Option(
            names = "--from",
            paramLabel = "FILE",
            required = true,
            description = "Traces, a line of JSON each, as 'penstock traces export' prints them; - for standard input.")
    private String from = "";

    @Option(
            names = "--policy",
            paramLabel = "FILE",
            required = true,
            description = "A file with a policy, in YAML or JSON.")
    private Path policyFile = Path.of("");

    @Option(names = "--rollout", paramLabel = "ID", description = "Which, where the traces are of several.")
    private @Nullable String rollout;

    @Option(names = "--go-on", description = "Tell of a pause, and go on as if nobody had paused.")
    private boolean goesOn;

    @Option(names = "--json", description = "Print it as JSON.")
    private boolean json;

    @Override
    public Integer call() {
        RolloutPolicy policy = switch (policy()) {
            case RolloutDocument.Read.Good(RolloutPolicy good) -> good;
            case RolloutDocument.Read.Bad(List<Mistake> mistakes) ->
                throw wrongInput(Report.mistakes(mistakes).stripTrailing());
        };
        if (policy.stages().stream().anyMatch(stage -> stage.kind() == StageKind.SHADOW)) {
            throw wrongInput("The policy in " + policyFile
                    + " has a stage shadow, which nothing fills yet: expected one without it");
        }
        RecordedTraces traces = traces(Scoring.of(policy).hears(GuardrailKind.REGENERATED));
        Replay replay = RolloutReplay.of(policy, traces.requests(), traces.missing() > 0, goesOn);
        ReplayReport report = new ReplayReport(policyFile.toString(), policy, traces, replay);
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.println(report.json().toPrettyString());
        } else {
            report.lines().forEach(out::println);
        }
        out.flush();
        return report.exit();
    }

    private RolloutDocument.Read policy() {
        try {
            return RolloutDocument.readAlone(Files.readString(policyFile), "replayed", policyFile.toString());
        } catch (IOException e) {
            throw wrongInput("The policy's file " + policyFile + " cannot be read.");
        }
    }

    private RecordedTraces traces(boolean digests) {
        long most = Math.max(0, Runtime.getRuntime().maxMemory() - OWN_BYTES) / REQUEST_BYTES;
        String name = from.equals(STANDARD_INPUT) ? "standard input" : from;
        try (Reader reader = from.equals(STANDARD_INPUT)
                        ? new InputStreamReader(System.in, UTF_8)
                        : Files.newBufferedReader(Path.of(from));
                BufferedReader lines = new BufferedReader(reader)) {
            return RecordedTraces.read(lines, name, rollout, digests, most);
        } catch (CharacterCodingException e) {
            throw wrongInput(name + " is no text in UTF-8.");
        } catch (IOException e) {
            throw wrongInput("The traces in " + name + " cannot be read.");
        } catch (Failure failure) {
            throw wrongInput(String.valueOf(failure.getMessage()));
        }
    }

    private ParameterException wrongInput(String message) {
        return new ParameterException(spec.commandLine(), message);
    }
}
