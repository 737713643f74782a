package dev.gleaner.actuator.audit.keys;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gleaner.contracts.Json;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The end of the chain at a moment, signed; it bears witness to all before it.
 *
 * @param keyId which key signed
 * @param next the key that signs what comes after; null (and not written) as long as that is the same
 * @param signature Ed25519 over the RFC 8785 form of the other fields, Base64
 */
public record SignedHead(
        long sequence,
        String hash,
        Instant at,
        String keyId,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable NextKey next,
        String signature) {

    /** JSON leaves out what it likes; the types do not say so. */
    public SignedHead {
        Objects.requireNonNull(hash, "a head needs a hash");
        Objects.requireNonNull(at, "a head needs a time");
        Objects.requireNonNull(keyId, "a head needs the id of a key");
        Objects.requireNonNull(signature, "a head needs a signature");
    }

    /** A head signed by this key. */
    public static SignedHead sign(long sequence, String hash, Instant at, SigningKey key) {
        return signed(sequence, hash, at, key, null);
    }

    /** A head signed by this key, after which another signs. */
    public static SignedHead signHandover(long sequence, String hash, Instant at, SigningKey key, VerifyingKey next) {
        return signed(sequence, hash, at, key, NextKey.of(next));
    }

    private static SignedHead signed(long sequence, String hash, Instant at, SigningKey key, @Nullable NextKey next) {
        SignedHead unsigned = new SignedHead(sequence, hash, at, key.id(), next, "");
        return new SignedHead(sequence, hash, at, key.id(), next, key.sign(unsigned.signedBytes()));
    }

    /** Whether this key signed it as it is. */
    public boolean isBy(VerifyingKey key) {
        return keyId.equals(key.id()) && key.verifies(signedBytes(), signature);
    }

    private byte[] signedBytes() {
        ObjectNode tree = (ObjectNode) Json.tree(this);
        tree.remove("signature");
        return Json.canonical(tree);
    }

    /**
     * The key that signs from now on, named by a head that the key before it signed.
     *
     * @param publicKey X.509 in Base64
     */
    public record NextKey(String keyId, String publicKey) {

        public static NextKey of(VerifyingKey key) {
            return new NextKey(key.id(), key.text());
        }

        /** The key; {@link IllegalArgumentException} when it is none, or another than the one named. */
        public VerifyingKey key() {
            VerifyingKey key = VerifyingKey.parse(publicKey);
            if (!key.id().equals(keyId)) {
                throw new IllegalArgumentException("the key is not " + keyId);
            }
            return key;
        }
    }
}
