package dev.penstock.app;

import dev.penstock.config.ConfigLoader;
import dev.penstock.config.Loaded;
import dev.penstock.config.MissingSecret;
import dev.penstock.config.Mistake;
import dev.penstock.config.Note;
import dev.penstock.config.Report;
import dev.penstock.config.Secrets;
import dev.penstock.core.config.NodeConfig;
import dev.penstock.core.config.Provider;
import dev.penstock.core.config.Secret;
import dev.penstock.core.config.SecretRef;
import dev.penstock.core.config.Webhook;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code penstock serve}. */
@Command(
        name = "serve",
        description = "Start a node.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "A line of JSON for each request goes to standard output, all else to standard error.",
            "Stop it with Ctrl-C or SIGTERM: it takes nothing new and lets what is under way end",
            "(limits.stop_grace)."
        })
final class ServeCommand implements Runnable {
    @Option(
            names = "--config",
            required = true,
            paramLabel = "DIR",
            description = "The directory with penstock.yaml, routes/, prompts/ and contracts/.")
    private Path dir = Path.of(".");

    @Override
    public void run() {
        serve(dir, InstantSource.system());
    }

    /** Starts a node and stays until the process is told to stop; {@code clock} is its time of day. */
    static void serve(Path dir, InstantSource clock) {
        NodeConfig config = load(dir);
        Secrets secrets = new Secrets(dir, System::getenv);
        NodeProcess.run(
                Ground.of(config, secrets, clock),
                ground -> new Node(
                                ground.vertx(),
                                config,
                                ground.store(),
                                Ground.traces(config, secrets),
                                new NodeSecrets(
                                        credentials(secrets, config),
                                        webhookSecrets(secrets, config),
                                        telemetryHeaders(secrets, config)),
                                NodeProcess.requestLog(),
                                NodeProcess.loops(),
                                ground.clock())
                        .start()
                        .onSuccess(node -> System.err.println(NodeProcess.greeting(node))));
    }

    /** Reads a configuration; a bad one ends the start with all its mistakes. */
    static NodeConfig load(Path dir) {
        return switch (ConfigLoader.load(dir, System::getenv)) {
            case Loaded.Bad(List<Mistake> mistakes) ->
                throw new Failure("The configuration in " + dir + " cannot be used:\n\n" + Report.mistakes(mistakes));
            case Loaded.Good(NodeConfig config, List<Note> warnings) -> {
                if (!warnings.isEmpty()) {
                    System.err.print(Report.warnings(warnings));
                }
                yield config;
            }
        };
    }

    private static Map<String, Secret> credentials(Secrets secrets, NodeConfig config) {
        Map<String, Secret> credentials = new HashMap<>();
        for (Provider provider : config.providers().values()) {
            if (provider.credential() != null) {
                String what = "The credential of provider '" + provider.name() + "'";
                credentials.put(provider.name(), resolve(secrets, provider.credential(), what));
            }
        }
        return credentials;
    }

    private static Map<String, List<Secret>> webhookSecrets(Secrets secrets, NodeConfig config) {
        Map<String, List<Secret>> byName = new HashMap<>();
        for (Webhook webhook : config.webhooks()) {
            String what = "A secret of webhook '" + webhook.name() + "'";
            byName.put(
                    webhook.name(),
                    webhook.secrets().stream()
                            .map(secret -> resolve(secrets, secret, what))
                            .toList());
        }
        return byName;
    }

    private static Map<String, Secret> telemetryHeaders(Secrets secrets, NodeConfig config) {
        Map<String, Secret> headers = new HashMap<>();
        if (config.telemetry() != null) {
            config.telemetry()
                    .headers()
                    .forEach((name, value) ->
                            headers.put(name, resolve(secrets, value, "Telemetry's header '" + name + "'")));
        }
        return headers;
    }

    /** A secret; a start without it ends with what is missing. */
    static Secret resolve(Secrets secrets, SecretRef reference, String what) {
        try {
            return secrets.resolve(reference);
        } catch (MissingSecret e) {
            throw new Failure(what + ", " + reference + ", " + e.getMessage() + ".");
        }
    }
}
