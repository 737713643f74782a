package dev.gleaner.analyzer.rule.instance.size;

import dev.gleaner.analyzer.profile.instance.InstanceFacts;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Which smaller types may replace a type: those of its family with the same architecture and the same GPUs.
 *
 * @param table of all types
 * @param bursts whether a type is burstable, so that its CPU does not show what it needs
 * @param hasAccelerators whether a type is of a series with GPUs or other accelerators
 */
public record SmallerSizes(InstanceSizeTable table, Predicate<String> bursts, Predicate<String> hasAccelerators) {

    /**
     * Series with local volumes that hold data which a smaller type might not hold. Source: Amazon EC2 Instance Types, storage
     * optimized, 2026-11.
     */
    private static final Set<String> STORAGE = Set.of("d", "h", "i", "im", "is");

    /** Series with much memory. Source: Amazon EC2 Instance Types, memory optimized, 2026-11. */
    private static final Set<String> MEMORY = Set.of("cr", "gr", "r", "u", "x", "z");

    private static final String FLEX = "-flex";

    /** Percent of CPU in a bucket of {@link dev.gleaner.analyzer.profile.instance.CpuMaximaHistogram}. */
    private static final int BUCKET = 5;

    /** Why nothing smaller is proposed for an instance, for a person; null if a smaller type may be. */
    public @Nullable String obstacle(InstanceFacts facts) {
        String type = facts.type();
        if (type == null) {
            return "its type is not known";
        }
        InstanceSize size = table.of(type).orElse(null);
        if (size == null) {
            return "the sizes of the family of " + type + " are not known";
        }
        if (bursts.test(type) || size.family().endsWith(FLEX)) {
            return "it is of a type that bursts, whose CPU does not show how much it needs";
        }
        if (STORAGE.contains(seriesOf(type))) {
            return "a smaller type has less of the local volumes for which " + size.family() + " types are chosen";
        }
        if ("host".equals(facts.tenancy())) {
            return "it runs on a dedicated host, which is paid for as a whole";
        }
        if (!smaller(size).isEmpty()) {
            return null;
        }
        return "no smaller type of its family"
                + (hasAccelerators.test(type) ? " has the same accelerators" : " is known");
    }

    /** The size of the type of an instance, if it is known. */
    public Optional<InstanceSize> of(InstanceFacts facts) {
        return table.of(facts.type());
    }

    /** The types that may replace a type, the largest first. */
    public List<InstanceSize> smaller(InstanceSize size) {
        if (hasAccelerators.test(size.type()) && size.gpus().count() == 0) {
            return List.of();
        }
        return table.smaller(size).stream()
                .filter(other -> other.architecture().equals(size.architecture()))
                .filter(other -> other.gpus().equals(size.gpus()))
                .toList();
    }

    /** Whether a type is one that is chosen for its memory. */
    public boolean hasMuchMemory(InstanceSize size) {
        return MEMORY.contains(seriesOf(size.type()));
    }

    /**
     * A CPU, percent, that is too much for the next smaller type of every type; a multiple of the width of a bucket.
     *
     * @param utilization percent that a smaller type may have
     */
    double neverFitting(double utilization) {
        double largestPart = table.all().stream()
                .mapToDouble(size -> table.smaller(size).stream()
                                .mapToInt(InstanceSize::cpus)
                                .max()
                                .orElse(0)
                        / (double) size.cpus())
                .max()
                .orElse(1);
        return Math.ceil(utilization * largestPart / BUCKET) * BUCKET;
    }

    /** The letters of a type before its generation. */
    private static String seriesOf(String type) {
        int end = 0;
        while (end < type.length() && Character.isLetter(type.charAt(end))) {
            end++;
        }
        return type.substring(0, end);
    }
}
