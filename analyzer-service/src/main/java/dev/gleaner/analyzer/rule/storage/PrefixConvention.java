package dev.gleaner.analyzer.rule.storage;

import dev.gleaner.analyzer.rule.storage.schedule.LifecycleSchedule;
import dev.gleaner.analyzer.rule.storage.schedule.StorageClass;
import java.util.ArrayList;
import java.util.List;

/**
 * Lifecycle of the objects of a prefix, chosen by its name alone.
 *
 * @param prefix with its slash
 * @param steps transitions to other storage classes, by age in days
 * @param expireDays age at which objects expire; 0 for never
 * @param expireNoncurrentDays days after which noncurrent versions expire; 0 for never
 */
public record PrefixConvention(String prefix, List<Step> steps, int expireDays, int expireNoncurrentDays) {

    private static final String EXPIRE = "expire";
    private static final String EXPIRE_NONCURRENT = "expire-noncurrent";

    public PrefixConvention {
        steps = List.copyOf(steps);
        steps.forEach(PrefixConvention::classOf);
        if (prefix.isEmpty() || (steps.isEmpty() && expireDays == 0 && expireNoncurrentDays == 0)) {
            throw new IllegalArgumentException("a convention needs a prefix, and steps or an end");
        }
    }

    /** A transition to another storage class. */
    public record Step(int days, String storageClass) {}

    /**
     * Reads {@code training-data/ STANDARD_IA@30 GLACIER@90}, {@code experiments/ expire@180} or {@code checkpoints/
     * expire-noncurrent@30}.
     */
    public static PrefixConvention parse(CharSequence text) {
        String[] words = text.toString().strip().split(" +");
        List<Step> steps = new ArrayList<>();
        int expire = 0;
        int expireNoncurrent = 0;
        for (int i = 1; i < words.length; i++) {
            Step step = step(words[i]);
            switch (step.storageClass()) {
                case EXPIRE -> expire = step.days();
                case EXPIRE_NONCURRENT -> expireNoncurrent = step.days();
                default -> steps.add(step);
            }
        }
        return new PrefixConvention(words[0], steps, expire, expireNoncurrent);
    }

    /** Whether it is about a prefix, at any depth. */
    boolean names(String other) {
        return other.equals(prefix) || other.endsWith("/" + prefix);
    }

    /** Its transitions and expirations, of current versions. */
    LifecycleSchedule schedule() {
        return new LifecycleSchedule(
                steps.stream()
                        .map(step -> new LifecycleSchedule.Step(step.days(), classOf(step)))
                        .toList(),
                List.of(),
                expireDays,
                expireNoncurrentDays,
                null);
    }

    /** Whether it only moves objects, and expires none. */
    boolean onlyTransitions() {
        return expireDays == 0 && expireNoncurrentDays == 0;
    }

    /** Whether it is about noncurrent versions only. */
    boolean isOfOldVersions() {
        return steps.isEmpty() && expireDays == 0;
    }

    private static StorageClass classOf(Step step) {
        return StorageClass.of(step.storageClass())
                .orElseThrow(() -> new IllegalArgumentException("there is no storage class " + step.storageClass()));
    }

    private static Step step(String word) {
        int at = word.indexOf('@');
        int days = at <= 0 ? 0 : Integer.parseInt(word.substring(at + 1));
        if (days <= 0) {
            throw new IllegalArgumentException("expected CLASS@DAYS but found: " + word);
        }
        return new Step(days, word.substring(0, at));
    }
}
