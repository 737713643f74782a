package dev.gleaner.actuator.audit.keys;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.List;

/** The Ed25519 key pair that signs heads. */
public final class SigningKey {

    static final String ALGORITHM = "Ed25519";

    private final KeyPair pair;
    private final VerifyingKey verifyingKey;

    private SigningKey(KeyPair pair) {
        this.pair = pair;
        this.verifyingKey = VerifyingKey.of(pair.getPublic());
    }

    /** Reads the pair from a file of two lines, private and public key in Base64; creates the file if it does not exist. */
    static SigningKey open(Path path) {
        if (Files.notExists(path)) {
            generate().write(path);
        }
        return read(path);
    }

    /** Generates a pair without storing it. */
    public static SigningKey generate() {
        try {
            return new SigningKey(KeyPairGenerator.getInstance(ALGORITHM).generateKeyPair());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform from 15 has Ed25519", e);
        }
    }

    /** Generates a pair and stores it in this folder under its id. */
    static SigningKey generate(Path folder) {
        SigningKey key = generate();
        key.write(file(folder, key.id()));
        return key;
    }

    /** Returns the file of the pair with this id. */
    static Path file(Path folder, String id) {
        return folder.resolve(id.substring(id.indexOf(':') + 1) + ".key");
    }

    /** Reads the pair from an existing file. */
    static SigningKey read(Path path) {
        try {
            List<String> lines = Files.readAllLines(path);
            if (lines.size() < 2) {
                throw new IllegalStateException(
                        path + " holds no key pair; restore it: with another key the audit counts as broken");
            }
            return new SigningKey(pair(lines.get(0), lines.get(1)));
        } catch (IOException e) {
            throw new UncheckedIOException("can't read the signing key in " + path, e);
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw new IllegalStateException(path + " holds no Ed25519 key pair", e);
        }
    }

    /** Reads the public key, also from a file without the private key. */
    static VerifyingKey readPublicKey(Path path) {
        try {
            List<String> lines = Files.readAllLines(path);
            return lines.size() == 1
                    ? VerifyingKey.parse(lines.get(0))
                    : read(path).verifyingKey();
        } catch (IOException e) {
            throw new UncheckedIOException("can't read the signing key in " + path, e);
        } catch (IllegalArgumentException e) {
            throw new IllegalStateException(path + " holds no Ed25519 key", e);
        }
    }

    /** Id of the key: the beginning of the SHA-256 of the public key. */
    String id() {
        return verifyingKey.id();
    }

    /** The public key. */
    public VerifyingKey verifyingKey() {
        return verifyingKey;
    }

    /** Returns the signature in Base64. */
    String sign(byte[] bytes) {
        try {
            Signature signature = Signature.getInstance(ALGORITHM);
            signature.initSign(pair.getPrivate());
            signature.update(bytes);
            return Base64.getEncoder().encodeToString(signature.sign());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("can't sign", e);
        }
    }

    private static KeyPair pair(String privateKey, String publicKey) throws GeneralSecurityException {
        KeyFactory keys = KeyFactory.getInstance(ALGORITHM);
        Base64.Decoder base64 = Base64.getDecoder();
        return new KeyPair(
                keys.generatePublic(new X509EncodedKeySpec(base64.decode(publicKey))),
                keys.generatePrivate(new PKCS8EncodedKeySpec(base64.decode(privateKey))));
    }

    private void write(Path path) {
        Base64.Encoder base64 = Base64.getEncoder();
        String text = base64.encodeToString(pair.getPrivate().getEncoded()) + "\n"
                + base64.encodeToString(pair.getPublic().getEncoded()) + "\n";
        try {
            AtomicFileWriter.create(path, text.getBytes(StandardCharsets.US_ASCII));
        } catch (FileAlreadyExistsException e) {
            // Another actuator was faster, and its key is used.
        } catch (IOException e) {
            throw new UncheckedIOException("can't write the signing key " + path, e);
        }
    }
}
