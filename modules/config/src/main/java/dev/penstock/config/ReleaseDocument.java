package dev.penstock.config;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.penstock.core.ReleaseContent;
import dev.penstock.core.config.NodeConfig;
import java.util.List;

/**
 * A release's content as JSON: a route with its own keys, and in place of the names of targets, prompt and contract
 * these themselves. So it means the same on every node.
 */
public final class ReleaseDocument {
    private static final int MOST_BYTES = 1 << 20;

    private ReleaseDocument() {}

    /** What became of a document. */
    public sealed interface Read {
        record Good(ReleaseContent content) implements Read {}

        /**
         * It is none.
         *
         * @param mistakes all of them, at least one, with {@code release} for a file, sorted by line
         */
        record Bad(List<Mistake> mistakes) implements Read {
            public Bad {
                mistakes = List.copyOf(mistakes);
            }
        }
    }

    /** The document: the same content has the same bytes. */
    public static String write(ReleaseContent content) {
        return RouteWriter.json(content);
    }

    /**
     * Reads what an operator, or {@link #write}, wrote, in JSON or YAML. Targets, prompt and contract may be given by
     * the names that they have on this node. Line breaks become what they would become in a file.
     *
     * @param route the route's name; the document may leave it out, and can name no other
     * @param known this node's files: they have all providers that a target can have
     */
    public static Read read(String text, String route, NodeConfig known) {
        if (text.getBytes(UTF_8).length > MOST_BYTES) {
            return new Read.Bad(List.of(
                    new Mistake(ReleaseReader.FILE, 0, "", "larger than 1 MiB", "expected a release's content")));
        }
        Parsed json = Parsed.json(text);
        return new ReleaseReader(known).read(json instanceof Parsed.Broken ? Parsed.yaml(text) : json, route);
    }

    /**
     * Reads what {@link #write} wrote, on whatever node: as it stands, with nothing looked up here and no provider
     * asked for.
     */
    public static Read readStored(String text) {
        return new ReleaseReader(null).read(Parsed.json(text), null);
    }
}
