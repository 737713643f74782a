package dev.gleaner.actuator.audit;

import dev.gleaner.contracts.json.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.List;

/** The Ed25519 pair that signs heads. */
final class SigningKey {

    private static final String ALGORITHM = "Ed25519";
    private static final int ID_LENGTH = "sha256:".length() + 16;

    private final KeyPair pair;
    private final String id;

    private SigningKey(KeyPair pair) {
        this.pair = pair;
        this.id = Json.sha256(pair.getPublic().getEncoded()).substring(0, ID_LENGTH);
    }

    /** Reads the pair from a file of two lines, private and public in Base64; makes the file when it is absent. */
    static SigningKey open(Path path) {
        try {
            if (Files.notExists(path)) {
                generate(path);
            }
            List<String> lines = Files.readAllLines(path);
            if (lines.size() < 2) {
                throw new IllegalStateException(path + " holds no key pair; restore it, or remove it to sign anew");
            }
            return new SigningKey(pair(lines.get(0), lines.get(1)));
        } catch (IOException e) {
            throw new UncheckedIOException("can't read the signing key in " + path, e);
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw new IllegalStateException(path + " holds no Ed25519 key pair", e);
        }
    }

    /** Names the public key: the beginning of its SHA-256. */
    String id() {
        return id;
    }

    /** A signature in Base64. */
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

    /** Whether a signature in Base64 is ours; what is no signature at all is not. */
    boolean verifies(byte[] bytes, String base64) {
        try {
            Signature signature = Signature.getInstance(ALGORITHM);
            signature.initVerify(pair.getPublic());
            signature.update(bytes);
            return signature.verify(Base64.getDecoder().decode(base64));
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            return false;
        }
    }

    private static KeyPair pair(String privateKey, String publicKey) throws GeneralSecurityException {
        KeyFactory keys = KeyFactory.getInstance(ALGORITHM);
        Base64.Decoder base64 = Base64.getDecoder();
        return new KeyPair(
                keys.generatePublic(new X509EncodedKeySpec(base64.decode(publicKey))),
                keys.generatePrivate(new PKCS8EncodedKeySpec(base64.decode(privateKey))));
    }

    private static void generate(Path path) throws IOException, GeneralSecurityException {
        KeyPair pair = KeyPairGenerator.getInstance(ALGORITHM).generateKeyPair();
        Base64.Encoder base64 = Base64.getEncoder();
        Path folder = path.toAbsolutePath().getParent();
        Files.createDirectories(folder);
        // Written aside and linked, so that the file appears whole, and once.
        Path whole = Files.createTempFile(
                folder,
                "key",
                null,
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        try {
            Files.write(
                    whole,
                    List.of(
                            base64.encodeToString(pair.getPrivate().getEncoded()),
                            base64.encodeToString(pair.getPublic().getEncoded())));
            Files.createLink(path, whole);
        } catch (FileAlreadyExistsException e) {
            // Another actuator was faster; its key is as good.
        } finally {
            Files.delete(whole);
        }
    }
}
