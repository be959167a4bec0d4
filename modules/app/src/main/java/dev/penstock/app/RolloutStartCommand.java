package dev.penstock.app;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code penstock rollout start ROUTE}. */
@Command(
        name = "start",
        description = "Begin to move a route from its current release to another.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "A user stays on one side by the sticky field, and a larger share moves nobody off the candidate. What the",
            "stages are and what makes an answer bad says a policy of penstock.yaml ('penstock rollout policies').",
            "The candidate may differ in one of prompt, model, parameters, tools, contract and policy; in more of",
            "them with --bundle, and the reason says why.",
            "",
            RolloutWatchCommand.EXIT,
            "",
            "  penstock rollout start support --release 3 --sticky user --reason 'a shorter prompt'",
            "  penstock rollout start support --release 3 --sticky header:x-user --policy careful --wait --reason 'ci'",
            "  penstock rollout start support --release 3 --sticky user --dry-run --reason 'what would you do?'",
            "  penstock rollout start support --a-a --sticky user --reason 'how often are equals told apart?'"
        })
final class RolloutStartCommand implements Callable<Integer> {
    @Mixin
    private AdminOptions admin = new AdminOptions();

    @Mixin
    private Why why = new Why();

    @Mixin
    private RolloutWatch watch = new RolloutWatch();

    @Parameters(paramLabel = "ROUTE", description = "The route's name.")
    private String route = "";

    @Option(names = "--release", paramLabel = "N", description = "The candidate, by its number or id.")
    private @Nullable String release;

    @Option(
            names = "--sticky",
            paramLabel = "FIELD",
            required = true,
            description = "What keeps a user on one side: header:NAME, metadata.NAME or user.")
    private String sticky = "";

    @Option(names = "--policy", paramLabel = "NAME", description = "A policy of penstock.yaml. Default: default")
    private @Nullable String policy;

    @Option(names = "--policy-file", paramLabel = "FILE", description = "A file with a policy, in YAML or JSON.")
    private @Nullable Path policyFile;

    @Option(names = "--baseline", paramLabel = "N", description = "Refuse if another release is the current one.")
    private @Nullable String baseline;

    @Option(names = "--salt", paramLabel = "TEXT", description = "Another one draws other users. Default: a new one")
    private @Nullable String salt;

    @Option(names = "--lift-withdraws", description = "Also if the release was withdrawn: takes that back.")
    private boolean liftWithdraws;

    @Option(names = "--bundle", description = "More than one variable may differ; the reason says why.")
    private boolean bundle;

    @Option(names = "--dry-run", description = "Judge it and tell, but move nothing.")
    private boolean dryRun;

    @Option(names = "--a-a", description = "The same, with the current release as its own candidate.")
    private boolean aa;

    @Option(names = "--wait", description = "Watch it until it is over.")
    private boolean wait;

    @Override
    public Integer call() {
        watch.check(admin);
        JsonNode answer = admin.client().send("POST", AdminClient.route(route) + "/rollouts", body());
        admin.show(answer, out -> {
            out.println(Told.rollout(route, answer.path("rollout")));
            Told.changes(answer.path("changes"), "  ", out);
            Told.where(answer, out);
            if (!wait) {
                out.println("  penstock rollout watch " + route);
            }
        });
        boolean waiting = answer.path("approval").isTextual();
        if (!wait) {
            return ExitCode.OK;
        }
        return waiting
                ? RolloutWatch.NOT_OVER
                : watch.run(admin, route, answer.path("rollout").path("id").asText());
    }

    private ObjectNode body() {
        if (dryRun && aa) {
            throw admin.wrongUsage("--dry-run and --a-a exclude each other: an A/A rollout moves nothing anyway");
        }
        if (!aa && release == null) {
            throw admin.wrongUsage("Missing required option: '--release=N'");
        }
        if (policy != null && policyFile != null) {
            throw admin.wrongUsage("--policy and --policy-file exclude each other");
        }
        ObjectNode body = why.body().put("sticky", sticky);
        put(body, "release", release);
        put(body, "baseline", baseline);
        put(body, "salt", salt);
        put(body, "policy", policy);
        if (policyFile != null) {
            body.set("policy", read(policyFile));
        }
        if (liftWithdraws) {
            body.put("lift_withdraws", true);
        }
        if (bundle) {
            body.put("bundle", true);
        }
        if (dryRun || aa) {
            body.put("mode", aa ? "a_a" : "dry_run");
        }
        return body;
    }

    private static void put(ObjectNode body, String field, @Nullable String value) {
        if (value != null) {
            body.put(field, value);
        }
    }

    /** JSON is YAML, too. */
    private static JsonNode read(Path file) {
        try {
            return new YAMLMapper().readTree(Files.readString(file));
        } catch (JsonProcessingException e) {
            throw new Failure("The policy in " + file + " is neither YAML nor JSON: "
                    + e.getOriginalMessage().lines().findFirst().orElse(""));
        } catch (IOException e) {
            throw new Failure("The policy's file " + file + " cannot be read.");
        }
    }
}
