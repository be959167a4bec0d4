package dev.penstock.app;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.vertx.core.net.PfxOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** A CA of its own and the certificates that it signs, made by the JDK's keytool. */
final class TestCertificates {
    private static final String CA = "ca";
    private static final String PASSWORD = "of-the-tests";

    private final Path store;
    private final Path ca;

    TestCertificates(Path folder) {
        store = folder.resolve("keys.p12");
        ca = folder.resolve("ca.pem");
        keytool("-genkeypair", "-alias", CA, "-keyalg", "EC", "-dname", "CN=CA of the tests", "-ext", "bc=ca:true");
        keytool("-exportcert", "-rfc", "-alias", CA, "-file", ca.toString());
    }

    /** The CA as a PEM file. */
    String ca() {
        return ca.toString();
    }

    /** The key of a server that the CA knows by this name. */
    PfxOptions server(String name) {
        keytool(
                "-genkeypair",
                "-alias",
                name,
                "-keyalg",
                "EC",
                "-dname",
                "CN=" + name,
                "-ext",
                "san=dns:" + name,
                "-signer",
                CA);
        return new PfxOptions().setPath(store.toString()).setPassword(PASSWORD).setAlias(name);
    }

    private void keytool(String... arguments) {
        String keytool =
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
        List<String> command = Stream.concat(
                        Stream.of(keytool),
                        Stream.concat(
                                Stream.of(arguments), Stream.of("-keystore", store.toString(), "-storepass", PASSWORD)))
                .toList();
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            String said = new String(process.getInputStream().readAllBytes(), UTF_8);
            if (process.waitFor() != 0) {
                throw new AssertionError(said);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }
}
