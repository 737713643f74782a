package dev.gleaner.actuator.audit;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gleaner.contracts.json.Json;
import java.time.Instant;

/**
 * The end of the chain at a moment, signed; it bears witness to all before it.
 *
 * @param keyId which key signed
 * @param signature Ed25519 over the RFC 8785 form of the other fields, Base64
 */
record SignedHead(long sequence, String hash, Instant at, String keyId, String signature) {

    /** A head signed by this key. */
    static SignedHead of(long sequence, String hash, Instant at, SigningKey key) {
        SignedHead unsigned = new SignedHead(sequence, hash, at, key.id(), "");
        return new SignedHead(sequence, hash, at, key.id(), key.sign(unsigned.signedBytes()));
    }

    /** Whether this key signed it as it is. */
    boolean isBy(SigningKey key) {
        return keyId.equals(key.id()) && key.verifies(signedBytes(), signature);
    }

    private byte[] signedBytes() {
        ObjectNode tree = (ObjectNode) Json.tree(this);
        tree.remove("signature");
        return Json.canonical(tree);
    }
}
