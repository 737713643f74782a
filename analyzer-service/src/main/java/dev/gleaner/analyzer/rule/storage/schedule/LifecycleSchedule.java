package dev.gleaner.analyzer.rule.storage.schedule;

import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Transitions of the objects of a prefix, and when they expire.
 *
 * @param current transitions of current versions, by age
 * @param noncurrent transitions of old versions, by days since they were replaced
 * @param expireDays age at which current versions expire; 0 for never
 * @param expireNoncurrentDays days after which old versions expire; 0 for never
 * @param sizeAbove only larger objects are moved, in bytes; null without such a condition, where S3's own minimum applies
 */
public record LifecycleSchedule(
        List<Step> current,
        List<Step> noncurrent,
        int expireDays,
        int expireNoncurrentDays,
        @Nullable Long sizeAbove) {

    /** A schedule that does nothing. */
    public static final LifecycleSchedule NONE = new LifecycleSchedule(List.of(), List.of(), 0, 0, null);

    public LifecycleSchedule {
        current = sorted(current);
        noncurrent = sorted(noncurrent);
        if (expireDays < 0 || expireNoncurrentDays < 0) {
            throw new IllegalArgumentException("an age of expiration can't be negative");
        }
    }

    /** A schedule of current versions that expires nothing. */
    public static LifecycleSchedule ofCurrent(Step... steps) {
        return new LifecycleSchedule(List.of(steps), List.of(), 0, 0, null);
    }

    /** The same expirations without transitions. */
    public LifecycleSchedule withoutTransitions() {
        return new LifecycleSchedule(List.of(), List.of(), expireDays, expireNoncurrentDays, null);
    }

    /** These transitions with other expirations. */
    public LifecycleSchedule expiring(int days, int noncurrentDays) {
        return new LifecycleSchedule(current, noncurrent, days, noncurrentDays, sizeAbove);
    }

    /** Whether it moves the same objects at the same ages as another schedule. */
    public boolean hasTransitionsOf(LifecycleSchedule other) {
        return current.equals(other.current)
                && noncurrent.equals(other.noncurrent)
                && Objects.equals(sizeAbove, other.sizeAbove);
    }

    /** Whether it moves nothing. */
    public boolean isEmpty() {
        return current.isEmpty() && noncurrent.isEmpty();
    }

    List<Step> steps(boolean ofNoncurrent) {
        return ofNoncurrent ? noncurrent : current;
    }

    int expiration(boolean ofNoncurrent) {
        return ofNoncurrent ? expireNoncurrentDays : expireDays;
    }

    private static List<Step> sorted(List<Step> steps) {
        return steps.stream()
                .sorted(Comparator.comparingInt(Step::days).thenComparing(Step::storageClass))
                .toList();
    }

    /** A transition to a storage class at an age in days. */
    public record Step(int days, StorageClass storageClass) {

        public Step {
            if (days < 0) {
                throw new IllegalArgumentException("an age can't be negative");
            }
        }

        @Override
        public String toString() {
            return storageClass + "@" + days;
        }
    }
}
