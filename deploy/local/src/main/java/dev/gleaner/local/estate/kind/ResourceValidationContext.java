package dev.gleaner.local.estate.kind;

import dev.gleaner.local.estate.series.EstateTime;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** What the validation of a resource may ask of the others, and where it reports its problems. */
public final class ResourceValidationContext {

    /** An arbitrary end, since only the order of times matters. */
    private static final Instant END = Instant.parse("2026-01-15T12:00:00Z");

    private final ResourcesByKind resources;
    private final BiConsumer<String, String> report;
    private final Map<String, String> names = new HashMap<>();
    private final Set<String> unique = new HashSet<>();

    /**
     * Creates the check of one estate.
     *
     * @param report receives the place and the text of each problem
     */
    public ResourceValidationContext(ResourcesByKind resources, BiConsumer<String, String> report) {
        this.resources = resources;
        this.report = report;
    }

    /** The resources of the estate. */
    ResourcesByKind resources() {
        return resources;
    }

    /** Reports a problem. */
    void report(String place, String text) {
        report.accept(place, text);
    }

    /** Takes a name that another validation has checked. */
    public void take(String name, String noun) {
        names.putIfAbsent(name, noun);
    }

    /** Reports a name that another resource has. */
    public void name(String place, String name, String noun) {
        String before = names.putIfAbsent(name, noun);
        if (before != null) {
            report.accept(place, "\"" + name + "\" is " + before + " already");
        }
    }

    /** Whether nothing was asked of this value before. */
    boolean isFirst(String value) {
        return unique.add(value);
    }

    /**
     * Reports a time before another one.
     *
     * @param name of the first
     */
    void order(String place, EstateTime first, @Nullable EstateTime second, String name) {
        if (second != null && isBefore(second, first)) {
            report.accept(place, "is before \"" + name + "\"");
        }
    }

    /**
     * Reports uses by instances that are not there, overlap, or last longer than the resource.
     *
     * @param created of the resource; null if it is older than the history
     * @param ended when it was deleted; null while it is there
     */
    void uses(
            String place,
            String region,
            List<AttachmentPeriod> uses,
            @Nullable EstateTime created,
            @Nullable EstateTime ended) {
        for (int i = 0; i < uses.size(); i++) {
            AttachmentPeriod use = uses.get(i);
            String each = place + "/" + i;
            Optional<EstateInstance> instance = resources.find(KindRegistry.INSTANCES, use.instance());
            if (instance.isEmpty()) {
                report.accept(each + "/instance", "there is no instance \"" + use.instance() + "\"");
            } else if (!instance.get().region().equals(region)) {
                report.accept(
                        each + "/instance", "is in region " + instance.get().region());
            } else if (instance.get().created() != null) {
                order(each + "/from", instance.get().created(), use.from(), "created\" of \"" + use.instance());
            }
            if (created != null) {
                order(each + "/from", created, use.from(), "created");
            }
            if (use.until() != null && !isBefore(use.from(), use.until()) && areComparable(use.from(), use.until())) {
                report.accept(each + "/until", "is not after \"from\"");
            }
            if (ended != null && (use.until() == null || isBefore(ended, use.until()))) {
                report.accept(each, "lasts longer than the resource");
            }
            for (int earlier = 0; earlier < i; earlier++) {
                if (overlap(uses.get(earlier), use)) {
                    report.accept(each, "overlaps with /" + earlier);
                }
            }
        }
    }

    private static boolean overlap(AttachmentPeriod one, AttachmentPeriod other) {
        return (one.until() == null || isBefore(other.from(), one.until()))
                && (other.until() == null || isBefore(one.from(), other.until()));
    }

    private static boolean areComparable(EstateTime one, EstateTime other) {
        return one.text().startsWith("-") == other.text().startsWith("-");
    }

    /** False for times of different forms, which are comparable only once the end is known. */
    private static boolean isBefore(EstateTime one, EstateTime other) {
        return areComparable(one, other) && one.resolve(END).isBefore(other.resolve(END));
    }
}
