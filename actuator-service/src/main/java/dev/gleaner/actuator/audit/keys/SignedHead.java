package dev.gleaner.actuator.audit.keys;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gleaner.contracts.Json;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The signed end of the chain at a moment; by the hash chain it covers all entries before.
 *
 * @param keyId id of the key that signed
 * @param next the key that signs the following heads; null (and not written) while it is the same
 * @param signature Ed25519 over the RFC 8785 form of the other fields, Base64
 */
public record SignedHead(
        long sequence,
        String hash,
        Instant at,
        String keyId,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable NextKey next,
        String signature) {

    /** Fields can be missing in JSON, which the types do not show. */
    public SignedHead {
        Objects.requireNonNull(hash, "a head needs a hash");
        Objects.requireNonNull(at, "a head needs a time");
        Objects.requireNonNull(keyId, "a head needs the id of a key");
        Objects.requireNonNull(signature, "a head needs a signature");
    }

    /** Signs a head with this key. */
    public static SignedHead sign(long sequence, String hash, Instant at, SigningKey key) {
        return signed(sequence, hash, at, key, null);
    }

    /** Signs a head with this key that names the next key. */
    public static SignedHead signHandover(long sequence, String hash, Instant at, SigningKey key, VerifyingKey next) {
        return signed(sequence, hash, at, key, NextKey.of(next));
    }

    private static SignedHead signed(long sequence, String hash, Instant at, SigningKey key, @Nullable NextKey next) {
        SignedHead unsigned = new SignedHead(sequence, hash, at, key.id(), next, "");
        return new SignedHead(sequence, hash, at, key.id(), next, key.sign(unsigned.signedBytes()));
    }

    /** Whether the signature is valid for this key. */
    public boolean isBy(VerifyingKey key) {
        return keyId.equals(key.id()) && key.verifies(signedBytes(), signature);
    }

    private byte[] signedBytes() {
        ObjectNode tree = (ObjectNode) Json.tree(this);
        tree.remove("signature");
        return Json.canonical(tree);
    }

    /**
     * The key that signs the following heads.
     *
     * @param publicKey X.509 in Base64
     */
    public record NextKey(String keyId, String publicKey) {

        public static NextKey of(VerifyingKey key) {
            return new NextKey(key.id(), key.text());
        }

        /** Parses the key; throws {@link IllegalArgumentException} if it is invalid or its id differs. */
        public VerifyingKey key() {
            VerifyingKey key = VerifyingKey.parse(publicKey);
            if (!key.id().equals(keyId)) {
                throw new IllegalArgumentException("the key is not " + keyId);
            }
            return key;
        }
    }
}
