package dev.penstock.canary;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.Reader;
import java.io.Writer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a node knows of the rollouts that go on, in a file that outlives it and that only its user can read: whole, or
 * as it was before. Blocks.
 */
final class EvidenceFile {
    private static final Logger LOG = LoggerFactory.getLogger("penstock.rollouts");
    private static final String FILE = "rollouts.json";

    private final Path dir;
    private final Path file;

    /** {@code dir} is made if it is not there. */
    EvidenceFile(Path dir) {
        this.dir = dir;
        this.file = dir.resolve(FILE);
    }

    /** What was kept last; nothing where nothing was, or where it cannot be read: part of it would be one-sided. */
    List<EvidenceMessage> read() {
        if (!Files.exists(file)) {
            return List.of();
        }
        try (Reader in = Files.newBufferedReader(file)) {
            return EvidenceCodec.read(in);
        } catch (IOException e) {
            LOG.warn(
                    "The evidence of rollouts in {} cannot be read and is passed over: {}. Rollouts go on in the stages"
                            + " that they are in, with what other nodes know of them, or with no evidence.",
                    file,
                    e.getMessage());
            return List.of();
        }
    }

    /** Puts this in the place of what was kept before; no file is kept where there is nothing. */
    void write(List<EvidenceMessage> messages) throws IOException {
        if (messages.isEmpty()) {
            Files.deleteIfExists(file);
            return;
        }
        Path next = dir.resolve(FILE + ".next");
        Files.createDirectories(dir);
        Files.deleteIfExists(next);
        try (FileChannel channel = FileChannel.open(
                        next, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), forItsUser(next));
                Writer out = new BufferedWriter(Channels.newWriter(channel, UTF_8))) {
            EvidenceCodec.write(messages, out);
            out.flush();
            channel.force(true);
        }
        Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
    }

    private static FileAttribute<?>[] forItsUser(Path file) {
        return file.getFileSystem().supportedFileAttributeViews().contains("posix")
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
                }
                : new FileAttribute<?>[0];
    }

    @Override
    public String toString() {
        return file.toString();
    }
}
