package dev.gleaner.collector.source.cloudtrail.digest;

import dev.gleaner.collector.source.cloudtrail.digest.DigestFault.Kind;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Follows a chain of digests and passes each one that continues the one before and whose log files all matched. Digests
 * after a fault are examined, too, so that all faults are reported at once, but they do not pass.
 */
final class DigestChainVerifier {

    private final Map<String, DigestAudit.LogFileStates.State> logs;
    private final Instant accepted;
    private final List<DigestFault> faults = new ArrayList<>();
    private @Nullable DigestPosition position;
    private @Nullable DigestPosition before;
    private int passed;
    private Optional<Instant> firstUnpassedBegin = Optional.empty();

    /**
     * A verifier that continues at the last passed digest.
     *
     * @param position null at the beginning of a chain
     * @param logs states of the log files; files that are not contained are missing
     * @param accepted time up to which a person has accepted faults; these are passed
     */
    DigestChainVerifier(
            @Nullable DigestPosition position, Map<String, DigestAudit.LogFileStates.State> logs, Instant accepted) {
        this.position = position;
        this.before = position;
        this.logs = logs;
        this.accepted = accepted;
    }

    /** Verifies these digests, the oldest first. */
    DigestChainVerifier verify(List<DigestVerification> digests) {
        for (DigestVerification digest : digests) {
            List<DigestFault> found = new ArrayList<>();
            digest.fault().ifPresent(found::add);
            linkFault(digest).ifPresent(found::add);
            found.addAll(logFaults(digest));
            step(digest, found);
            faults.addAll(found);
            before = DigestPosition.of(digest, digest.start());
        }
        return this;
    }

    /** The last digest that passed; empty if none has. */
    Optional<DigestPosition> position() {
        return Optional.ofNullable(position);
    }

    /** Number of digests that passed in this run. */
    int passed() {
        return passed;
    }

    /** Start of the first digest that did not pass. */
    Optional<Instant> firstUnpassedBegin() {
        return firstUnpassedBegin;
    }

    List<DigestFault> faults() {
        return faults;
    }

    private void step(DigestVerification digest, List<DigestFault> found) {
        boolean unread = digest.logs().stream().anyMatch(log -> state(log) == DigestAudit.LogFileStates.State.UNREAD);
        boolean fine = found.isEmpty() && digest.content().isPresent();
        if (firstUnpassedBegin.isEmpty() && !unread && (fine || !digest.end().isAfter(accepted))) {
            position = DigestPosition.of(digest, position == null ? digest.start() : position.begin());
            passed++;
        } else if (position != null || unread || !isCutOffByTime(digest, found)) {
            firstUnpassedBegin = firstUnpassedBegin.or(() -> Optional.of(digest.start()));
        }
    }

    /**
     * If no digest has passed yet, missing log files were deleted by the bucket's lifecycle rule, an hour before their
     * digest: the chain begins after them.
     */
    private static boolean isCutOffByTime(DigestVerification digest, List<DigestFault> found) {
        return !digest.name().isBackfill()
                && !found.isEmpty()
                && found.stream().allMatch(fault -> fault.kind() == Kind.MISSING);
    }

    private Optional<DigestFault> linkFault(DigestVerification digest) {
        if (before == null || digest.content().isEmpty() || digest.name().isBackfill()) {
            return Optional.empty();
        }
        DigestFile content = digest.content().get();
        String between = " of " + digest.name().chain() + " from " + before.end() + " to " + content.start();
        if (content.previous().isEmpty()) {
            return fault(
                    Kind.GAP, digest, "the trail, or the making of digests, was switched off: no digest" + between);
        }
        DigestFile.Previous previous = content.previous().get();
        if (!previous.name().equals(before.file()) || content.start().isAfter(before.end())) {
            return fault(Kind.GAP, digest, "a digest is missing" + between);
        }
        return isSame(before, previous)
                ? Optional.empty()
                : fault(
                        Kind.DIGEST,
                        digest,
                        "digest " + before.file() + " is not the one from which the next one continues");
    }

    /** The hash of an accepted untrusted digest is unknown; that was reported before. */
    private static boolean isSame(DigestPosition before, DigestFile.Previous previous) {
        return (before.hash().isEmpty() || before.hash().equals(previous.hash()))
                && (before.signature().isEmpty() || before.signature().equalsIgnoreCase(previous.signature()));
    }

    private List<DigestFault> logFaults(DigestVerification digest) {
        List<DigestFault> found = new ArrayList<>();
        for (DigestFile.NamedLog log : digest.logs()) {
            DigestAudit.LogFileStates.State state = state(log);
            if (state == DigestAudit.LogFileStates.State.MISSING) {
                fault(Kind.MISSING, digest, "log file " + log.name() + " is missing")
                        .ifPresent(found::add);
            } else if (state == DigestAudit.LogFileStates.State.REFUSED) {
                fault(Kind.CHANGED, digest, "log file " + log.name() + " was changed")
                        .ifPresent(found::add);
            }
        }
        return found;
    }

    private DigestAudit.LogFileStates.State state(DigestFile.NamedLog log) {
        return logs.getOrDefault(log.name(), DigestAudit.LogFileStates.State.MISSING);
    }

    private static Optional<DigestFault> fault(Kind kind, DigestVerification digest, String what) {
        return Optional.of(
                new DigestFault(kind, digest.name().account(), digest.name().region(), what));
    }
}
