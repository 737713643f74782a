package dev.gleaner.actuator.audit.verify;

import dev.gleaner.actuator.audit.keys.SignedHead;
import dev.gleaner.actuator.audit.keys.VerifyingKey;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Determines which key may sign which head. The first head has to be signed by a key that is trusted beforehand. A later key
 * is valid from the head in which the key before names it, until the head in which it names its successor.
 */
public final class KeyTrust {

    private final Map<String, VerifyingKey> known;

    /** The key that signs the heads after each sequence. */
    private final TreeMap<Long, VerifyingKey> validAfter = new TreeMap<>();

    public KeyTrust(Collection<VerifyingKey> known) {
        this.known = known.stream().collect(Collectors.toMap(VerifyingKey::id, key -> key, (one, same) -> one));
    }

    /** Processes the next head of the chain and returns the problem of its signature, if there is one. */
    Optional<String> accept(SignedHead head) {
        if (validAfter.isEmpty()) {
            VerifyingKey first = known.get(head.keyId());
            if (first != null) {
                validAfter.put(Long.MIN_VALUE, first);
            }
        }
        Optional<String> wrong = findProblem(head);
        return wrong.isPresent() ? wrong : addNextKey(head);
    }

    /** Returns the problem of the signature of a head at any position up to the last processed one. */
    Optional<String> findProblem(SignedHead head) {
        VerifyingKey key = keyInForce(head);
        if (key == null) {
            return Optional.of("the head is signed by key " + head.keyId() + ", which is unknown");
        }
        if (!key.id().equals(head.keyId())) {
            return Optional.of("the head is signed by key " + head.keyId()
                    + (wasValid(head.keyId()) ? ", which is no longer valid" : ", which is unknown"));
        }
        return head.isBy(key) ? Optional.empty() : Optional.of("the head is not as key " + key.id() + " signed it");
    }

    private @Nullable VerifyingKey keyInForce(SignedHead head) {
        if (validAfter.isEmpty()) {
            return known.get(head.keyId());
        }
        Map.Entry<Long, VerifyingKey> entry = validAfter.lowerEntry(head.sequence());
        return entry == null ? null : entry.getValue();
    }

    private boolean wasValid(String keyId) {
        return validAfter.values().stream().anyMatch(key -> key.id().equals(keyId));
    }

    private Optional<String> addNextKey(SignedHead head) {
        if (head.next() == null) {
            return Optional.empty();
        }
        try {
            validAfter.put(head.sequence(), head.next().key());
            return Optional.empty();
        } catch (RuntimeException e) {
            return Optional.of("the head names an invalid next key");
        }
    }
}
