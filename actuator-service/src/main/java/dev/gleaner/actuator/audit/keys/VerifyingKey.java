package dev.gleaner.actuator.audit.keys;

import dev.gleaner.contracts.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;

/**
 * A public Ed25519 key.
 *
 * @param id the beginning of the SHA-256 of the key
 */
public record VerifyingKey(PublicKey key, String id) {

    private static final int ID_LENGTH = "sha256:".length() + 16;

    static VerifyingKey of(PublicKey key) {
        return new VerifyingKey(key, Json.sha256(key.getEncoded()).substring(0, ID_LENGTH));
    }

    /** Parses X.509 in Base64; throws {@link IllegalArgumentException} for anything else. */
    public static VerifyingKey parse(String base64) {
        try {
            byte[] encoded = Base64.getDecoder().decode(base64.strip());
            return of(KeyFactory.getInstance(SigningKey.ALGORITHM).generatePublic(new X509EncodedKeySpec(encoded)));
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException("no public Ed25519 key", e);
        }
    }

    /** Reads a file that {@link #write} created. */
    static VerifyingKey read(Path file) {
        try {
            return parse(Files.readString(file));
        } catch (IOException e) {
            throw new UncheckedIOException("can't read the public key in " + file, e);
        } catch (IllegalArgumentException e) {
            throw new IllegalStateException(file + " holds no public Ed25519 key", e);
        }
    }

    /** Writes the key to a file; an existing one is not replaced. */
    void write(Path file) {
        try {
            AtomicFileWriter.create(file, (text() + "\n").getBytes(StandardCharsets.US_ASCII));
        } catch (FileAlreadyExistsException e) {
            // Another actuator was faster and wrote the same key.
        } catch (IOException e) {
            throw new UncheckedIOException("can't write the public key " + file, e);
        }
    }

    /** X.509 in Base64. */
    public String text() {
        return Base64.getEncoder().encodeToString(key.getEncoded());
    }

    /** Whether a signature in Base64 is valid for this key; false for anything that is no signature. */
    boolean verifies(byte[] bytes, String base64) {
        try {
            Signature signature = Signature.getInstance(SigningKey.ALGORITHM);
            signature.initVerify(key);
            signature.update(bytes);
            return signature.verify(Base64.getDecoder().decode(base64));
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            return false;
        }
    }
}
