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
 * Which key may sign which head. The first head has to be by a key that is known beforehand; from then on a key counts
 * only once the key before it has signed that it is the next, and no longer than until it says so itself.
 */
public final class KeyTrust {

    private final Map<String, VerifyingKey> known;

    /** From the head after this sequence on, this key signs. */
    private final TreeMap<Long, VerifyingKey> reigns = new TreeMap<>();

    public KeyTrust(Collection<VerifyingKey> known) {
        this.known = known.stream().collect(Collectors.toMap(VerifyingKey::id, key -> key, (one, same) -> one));
    }

    /** Takes the next head of the chain; says what is wrong with its signature. */
    Optional<String> accept(SignedHead head) {
        if (reigns.isEmpty()) {
            VerifyingKey first = known.get(head.keyId());
            if (first != null) {
                reigns.put(Long.MIN_VALUE, first);
            }
        }
        Optional<String> wrong = findProblem(head);
        return wrong.isPresent() ? wrong : addNextKey(head);
    }

    /** What is wrong with the signature of a head that may stand anywhere among those taken. */
    Optional<String> findProblem(SignedHead head) {
        VerifyingKey key = keyInForce(head);
        if (key == null) {
            return Optional.of("the head is signed by key " + head.keyId() + ", which nobody knows");
        }
        if (!key.id().equals(head.keyId())) {
            return Optional.of("the head is signed by key " + head.keyId()
                    + (hasReigned(head.keyId()) ? ", whose time is over" : ", which nobody knows"));
        }
        return head.isBy(key) ? Optional.empty() : Optional.of("the head is not as key " + key.id() + " signed it");
    }

    private @Nullable VerifyingKey keyInForce(SignedHead head) {
        if (reigns.isEmpty()) {
            return known.get(head.keyId());
        }
        Map.Entry<Long, VerifyingKey> reign = reigns.lowerEntry(head.sequence());
        return reign == null ? null : reign.getValue();
    }

    private boolean hasReigned(String keyId) {
        return reigns.values().stream().anyMatch(key -> key.id().equals(keyId));
    }

    private Optional<String> addNextKey(SignedHead head) {
        if (head.next() == null) {
            return Optional.empty();
        }
        try {
            reigns.put(head.sequence(), head.next().key());
            return Optional.empty();
        } catch (RuntimeException e) {
            return Optional.of("the head names a next key that is none");
        }
    }
}
