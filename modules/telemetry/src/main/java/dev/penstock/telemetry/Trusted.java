package dev.penstock.telemetry;

import dev.penstock.core.config.BadConfig;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.util.List;

/** The certificates to trust instead of the JDK's. */
final class Trusted {
    private Trusted() {}

    /**
     * The content of a PEM file.
     *
     * @throws BadConfig if there are no certificates in it
     */
    static byte[] certificates(String file) {
        try {
            byte[] pem = Files.readAllBytes(Path.of(file));
            if (CertificateFactory.getInstance("X.509")
                    .generateCertificates(new ByteArrayInputStream(pem))
                    .isEmpty()) {
                throw new CertificateException("there is none");
            }
            return pem;
        } catch (IOException | CertificateException e) {
            throw new BadConfig(
                    List.of(new BadConfig.Mistake("telemetry.ca", file, "a PEM file with certificates: " + e)));
        }
    }
}
