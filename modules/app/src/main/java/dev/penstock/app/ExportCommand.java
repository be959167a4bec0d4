package dev.penstock.app;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.penstock.config.Mistake;
import dev.penstock.config.ReleaseDocument;
import dev.penstock.config.ReleaseFiles;
import dev.penstock.core.ReleaseContent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code penstock export DIR}. */
@Command(
        name = "export",
        description = "Write what the routes serve as files of a configuration.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Routes with their prompts and contracts; penstock.yaml with providers and targets is the nodes' own.",
            "A file that says something else is not written over without --force; then nothing is written.",
            "",
            "  penstock export my-node"
        })
final class ExportCommand implements Runnable {
    @Mixin
    private AdminOptions admin = new AdminOptions();

    @Parameters(paramLabel = "DIR", description = "The configuration's directory; it is made if it is not there.")
    private Path dir = Path.of(".");

    @Option(names = "--force", description = "Write over files that say something else.")
    private boolean force;

    @Override
    public void run() {
        Map<String, String> differing = differing(files(served(admin.client())));
        List<String> inTheWay = differing.keySet().stream()
                .filter(path -> Files.exists(dir.resolve(path)))
                .toList();
        if (!inTheWay.isEmpty() && !force) {
            throw new Failure("These files in " + dir + " say something else: " + String.join(", ", inTheWay)
                    + ". Nothing was written; --force writes over them.");
        }
        differing.forEach(this::write);
        ObjectNode result = AdminClient.JSON.createObjectNode();
        result.set("written", AdminClient.JSON.valueToTree(differing.keySet()));
        admin.show(result, out -> {
            differing.keySet().forEach(out::println);
            out.println(differing.isEmpty() ? "All files were as they should be." : differing.size() + " written.");
        });
    }

    private static List<ReleaseContent> served(AdminClient client) {
        List<ReleaseContent> served = new ArrayList<>();
        for (JsonNode route : client.get("/admin/v1/routes").path("routes")) {
            String name = route.path("route").asText();
            if (route.path("serves").isObject()) {
                JsonNode release = client.get(AdminClient.route(name) + "/releases/"
                        + AdminClient.segment(route.at("/serves/id").asText()));
                served.add(read(name, release.path("document").toString()));
            }
        }
        return served;
    }

    private static ReleaseContent read(String route, String document) {
        return switch (ReleaseDocument.readStored(document)) {
            case ReleaseDocument.Read.Good(ReleaseContent content) -> content;
            case ReleaseDocument.Read.Bad(List<Mistake> mistakes) ->
                throw new Failure("The release of route '" + route + "' is not understood here: "
                        + mistakes.getFirst().path() + " " + mistakes.getFirst().sentence());
        };
    }

    private static Map<String, String> files(List<ReleaseContent> served) {
        try {
            return ReleaseFiles.files(served);
        } catch (IllegalArgumentException e) {
            throw new Failure("What the routes serve cannot be files: " + e.getMessage());
        }
    }

    private Map<String, String> differing(Map<String, String> files) {
        Map<String, String> differing = new TreeMap<>();
        files.forEach((path, text) -> {
            if (!text.equals(current(dir.resolve(path)))) {
                differing.put(path, text);
            }
        });
        return differing;
    }

    private static String current(Path file) {
        try {
            return Files.exists(file) ? Files.readString(file) : "";
        } catch (IOException e) {
            throw new Failure("The file " + file + " cannot be read.");
        }
    }

    private void write(String path, String text) {
        Path file = dir.resolve(path);
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new Failure("The file " + file + " cannot be written: " + e.getMessage());
        }
    }
}
