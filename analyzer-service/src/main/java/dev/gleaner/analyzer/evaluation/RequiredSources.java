package dev.gleaner.analyzer.evaluation;

import dev.gleaner.analyzer.profile.prefix.ContentSignals;
import dev.gleaner.contracts.resource.ResourceKind;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Sources that have to be complete before an hour of a kind is evaluated.
 *
 * @param all their categories, in the order in which missing ones are named
 * @param listings the category that lists the resources
 * @param awaited further categories that have to be complete before an hour becomes final, if they ever reported; its provisional
 *     evaluation does not wait for them
 * @param expected those of the awaited ones whose first report is awaited too, so that what they bring of the time before it is not
 *     late
 */
public record RequiredSources(List<Category> all, Category listings, Set<Category> awaited, Set<Category> expected) {

    public RequiredSources {
        all = List.copyOf(all);
        awaited = Set.copyOf(awaited);
        expected = Set.copyOf(expected);
    }

    /** Sources of which all have to be complete. One of them lists the resources. */
    public static RequiredSources of(Category... all) {
        Category listings =
                Stream.of(all).filter(Category::isListing).findFirst().orElseThrow();
        return new RequiredSources(List.of(all), listings, Set.of(), Set.of());
    }

    /** The same sources, and others of which each is awaited if it ever reported. */
    public RequiredSources awaiting(Category... categories) {
        return new RequiredSources(all, listings, Set.of(categories), Set.of());
    }

    /**
     * The same sources, and one that is awaited even before it reported: no hour becomes final without it before the stall timeout, and
     * none is evaluated provisionally before it reported, or another source has gone on long enough to do without it.
     */
    public RequiredSources expecting(Category category) {
        return new RequiredSources(all, listings, Set.of(category), Set.of(category));
    }

    /** The category for which a source reports; null for a source that need not be complete. A source can serve several kinds. */
    @Nullable
    Category servedBy(String source) {
        return Stream.concat(all.stream(), awaited.stream())
                .filter(category -> category.isServedBy(source))
                .findFirst()
                .orElse(null);
    }

    /**
     * Sources that can stand in for each other.
     *
     * @param label as reasons name them
     * @param sources as they report
     */
    public record Category(String label, Set<String> sources, boolean isListing) {

        /** Metrics of instances. */
        public static final Category METRICS = new Category("metrics", names(ResourceKind.INSTANCE.metrics()), false);

        /** Files only, as they hold all calls: EventBridge does not guarantee delivery, and the event history has no reads. */
        public static final Category TRAIL =
                new Category("trail", Set.of("cloudtrail-folder", "cloudtrail-s3", "cloudtrail-sqs"), false);

        /** Delivered by best effort: a record of a read may be late, or never come. */
        public static final Category ACCESS_LOGS =
                new Category("server access logs", Set.of(ContentSignals.ACCESS_LOGS), false);

        /** What tells of reads of objects, for rules to which a missing one makes no difference but fewer bytes. */
        public static final Category OBJECT_READS = new Category(
                TRAIL.label(),
                Stream.concat(TRAIL.sources().stream(), ACCESS_LOGS.sources().stream())
                        .collect(Collectors.toSet()),
                false);

        public static final Category FLOWS = new Category("flow logs", Set.of("flow-logs"), false);

        public Category {
            sources = Set.copyOf(sources);
        }

        /** The listings of a kind. */
        public static Category listingOf(ResourceKind kind) {
            return new Category(kind.listing().name(), Set.of(kind.listing().name()), true);
        }

        /** The metrics of a kind, from any of its sources. */
        public static Category metricsOf(ResourceKind kind) {
            return new Category(metricsLabel(kind), names(kind.metrics()), false);
        }

        /** The metrics of a kind that one of its sources brings, as no rule waits for those of the others. */
        public static Category metricsOf(ResourceKind kind, String source) {
            return new Category(metricsLabel(kind), Set.of(source), false);
        }

        private static String metricsLabel(ResourceKind kind) {
            return "metrics of " + kind.title() + "s";
        }

        private static Set<String> names(List<ResourceKind.Source> sources) {
            return sources.stream().map(ResourceKind.Source::name).collect(Collectors.toSet());
        }

        /** Whether a source reports for this category. */
        boolean isServedBy(String source) {
            return sources.contains(source);
        }

        @Override
        public String toString() {
            return label;
        }
    }
}
