package dev.gleaner.local.runtime.kafka;

import dev.gleaner.local.runtime.LocalRunException;
import dev.gleaner.local.runtime.process.ExternalProgram;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Key and self-signed certificate of a broker, made by the JDK's keytool. The certificate is valid for 127.0.0.1 alone: a
 * client that connects by another name, {@code localhost} included, rejects the broker.
 *
 * @param keystore the key with its certificate, PKCS #12, readable by its owner only
 * @param certificate the certificate alone, PEM: what clients trust
 * @param password of the keystore
 */
public record BrokerCertificate(Path keystore, Path certificate, String password) {

    /** The principal by which broker and controller authenticate to each other. */
    static final String SUBJECT = "CN=gleaner-local-broker";

    /**
     * The JVMs of a local run and of tests compile with the first compiler only, for which AES-GCM is Java code of 20 MB/s; half of the
     * broker's time went there. This cipher reaches 90 MB/s with it.
     */
    private static final String CIPHER = "TLS_CHACHA20_POLY1305_SHA256";

    private static final String PASSWORD_VARIABLE = "STORE_PASSWORD";

    /** Generates the key, then exports the certificate, whose file therefore exists only when both do. */
    public void generate() throws IOException {
        keytool("-genkeypair", "-keyalg", "EC", "-dname", SUBJECT, "-ext", "SAN=IP:127.0.0.1", "-validity", "3650");
        Files.setPosixFilePermissions(keystore, PosixFilePermissions.fromString("rw-------"));
        keytool("-exportcert", "-rfc", "-file", certificate.toString());
    }

    /** The TLS settings of the broker. */
    Map<String, String> brokerSettings() {
        return Map.of(
                "ssl.cipher.suites",
                CIPHER,
                "ssl.keystore.type",
                "PKCS12",
                "ssl.keystore.location",
                keystore.toString(),
                "ssl.keystore.password",
                password,
                "ssl.key.password",
                password,
                "ssl.truststore.type",
                "PEM",
                "ssl.truststore.location",
                certificate.toString());
    }

    private void keytool(String... arguments) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString()));
        command.addAll(List.of(arguments));
        command.addAll(List.of(
                "-alias",
                "broker",
                "-storetype",
                "PKCS12",
                "-keystore",
                keystore.toString(),
                "-storepass:env",
                PASSWORD_VARIABLE));
        ExternalProgram.Result result = ExternalProgram.run(command, Map.of(PASSWORD_VARIABLE, password));
        if (!result.succeeded()) {
            throw new LocalRunException("keytool failed: " + result.output());
        }
    }
}
