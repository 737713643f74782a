package dev.gleaner.local.runtime.kafka;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Key and self-signed certificate of a broker on 127.0.0.1, made by the JDK's keytool. Who connects under another name,
 * {@code localhost} included, has to be refused by its own client.
 *
 * @param keystore the key with its certificate, PKCS #12
 * @param certificate the certificate alone, PEM: what clients trust
 * @param password of the keystore
 */
public record BrokerCertificate(Path keystore, Path certificate, String password) {

    /** The name by which brokers and controllers know each other. */
    static final String SUBJECT = "CN=gleaner-broker";

    private static final String PASSWORD_VARIABLE = "STORE_PASSWORD";
    private static final String ALIAS = "broker";

    /** Makes both files in this folder. */
    public static BrokerCertificate in(Path folder, String password) throws IOException {
        Path keystore = folder.resolve("broker.p12");
        Path certificate = folder.resolve("broker.pem");
        keytool(
                password,
                "-genkeypair",
                "-alias",
                ALIAS,
                "-keyalg",
                "EC",
                "-dname",
                SUBJECT,
                "-ext",
                "SAN=IP:127.0.0.1",
                "-validity",
                "2",
                "-storetype",
                "PKCS12",
                "-keystore",
                keystore.toString());
        keytool(
                password,
                "-exportcert",
                "-rfc",
                "-alias",
                ALIAS,
                "-keystore",
                keystore.toString(),
                "-file",
                certificate.toString());
        return new BrokerCertificate(keystore, certificate, password);
    }

    private static void keytool(String password, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString()));
        command.addAll(List.of(arguments));
        command.addAll(List.of("-storepass:env", PASSWORD_VARIABLE));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put(PASSWORD_VARIABLE, password);
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        try {
            if (process.waitFor() != 0) {
                throw new IOException("keytool failed: " + output);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while keytool ran", e);
        }
    }
}
