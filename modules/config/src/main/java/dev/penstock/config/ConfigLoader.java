package dev.penstock.config;

import dev.penstock.core.config.Contract;
import dev.penstock.core.config.NodeConfig;
import dev.penstock.core.config.Prompt;
import dev.penstock.core.config.Route;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Reads a configuration directory. */
public final class ConfigLoader {
    private ConfigLoader() {}

    /**
     * Reads {@code penstock.yaml}, {@code routes/}, {@code prompts/} and {@code contracts/}. It goes on after a
     * mistake, so that all of them are known at once, and leaves out those that only follow from another. It blocks on
     * files, and throws nothing for what stands in them.
     *
     * @param dir the directory; relative files in the configuration are looked for from here
     * @param environment the value of an environment variable, or null where it is not set; {@code System::getenv} in a
     *     process. Of credentials it is asked only whether they are there: the configuration holds references, no
     *     secrets
     */
    public static Loaded load(Path dir, Function<String, @Nullable String> environment) {
        return load(dir, new Secrets(dir, environment), new Variables(environment));
    }

    /** The same for whoever serves nothing, and has neither the providers' credentials nor a node's environment. */
    public static Loaded loadWithoutCredentials(Path dir) {
        return load(dir, new Secrets.Elsewhere(dir), new Variables.Elsewhere());
    }

    private static Loaded load(Path dir, Secrets secrets, Variables variables) {
        Mistakes mistakes = new Mistakes();
        if (!Files.isDirectory(dir)) {
            mistakes.add(Place.wholeFile(dir.toString()), "no directory", "expected one with a " + NodeFile.NAME);
            return new Loaded.Bad(mistakes.mistakes());
        }
        Folder folder = new Folder(dir, mistakes);
        References references = new References();
        Map<String, Prompt> prompts = new Prompts(folder, references, mistakes).read();
        Map<String, Contract> contracts = new Contracts(folder, references, mistakes).read();
        Routes routeFiles = new Routes(folder, references, mistakes);
        Map<String, Route> routes = routeFiles.read();
        NodeConfig config =
                new NodeFile(folder, secrets, variables, references, mistakes).read(prompts, contracts, routes);
        references.check(mistakes);
        if (config != null) {
            routeFiles.checkSampling(config);
        }
        List<Mistake> found = mistakes.mistakes();
        return found.isEmpty() && config != null ? new Loaded.Good(config, mistakes.warnings()) : new Loaded.Bad(found);
    }
}
