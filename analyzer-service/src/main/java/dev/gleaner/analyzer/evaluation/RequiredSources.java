package dev.gleaner.analyzer.evaluation;

import dev.gleaner.contracts.resource.ResourceKind;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Sources that have to be complete before an hour of a kind is evaluated.
 *
 * @param all their categories
 * @param listings the category that lists the resources
 * @param awaited further categories that have to be complete before an hour becomes final, if they ever reported; its provisional
 *     evaluation does not wait for them
 * @param expected those of the awaited ones whose first report is awaited too, so that what they bring of the time before it is not
 *     late
 */
public record RequiredSources(Set<Category> all, Category listings, Set<Category> awaited, Set<Category> expected) {

    public RequiredSources {
        all = Set.copyOf(all);
        awaited = Set.copyOf(awaited);
        expected = Set.copyOf(expected);
    }

    /** Sources of which all have to be complete. */
    public static RequiredSources of(Category listings, Category... more) {
        return new RequiredSources(EnumSet.of(listings, more), listings, Set.of(), Set.of());
    }

    /** The same sources, and one that is awaited if it ever reported. */
    public RequiredSources awaiting(Category category) {
        return new RequiredSources(all, listings, EnumSet.of(category), Set.of());
    }

    /**
     * The same sources, and one that is awaited even before it reported: no hour becomes final without it before the stall timeout, and
     * none is evaluated provisionally before it reported, or another source has gone on long enough to do without it.
     */
    public RequiredSources expecting(Category category) {
        return new RequiredSources(all, listings, EnumSet.of(category), EnumSet.of(category));
    }

    /** The category for which a source reports; null for a source that need not be complete. A source can serve several kinds. */
    @Nullable
    Category servedBy(String source) {
        return Stream.concat(all.stream(), awaited.stream())
                .filter(category -> category.isServedBy(source))
                .findFirst()
                .orElse(null);
    }

    /** Sources that can stand in for each other. */
    public enum Category {
        METRICS("metrics", ResourceKind.INSTANCE.metrics()),
        VOLUME_METRICS("metrics of volumes", ResourceKind.VOLUME.metrics()),
        INVENTORY(ResourceKind.INSTANCE),
        BUCKETS(ResourceKind.BUCKET),
        NETWORKS(ResourceKind.VPC),
        NAT_METRICS("metrics of NAT gateways", ResourceKind.NAT_GATEWAY.metrics()),
        INTERFACE_ENDPOINT_METRICS("metrics of interface endpoints", ResourceKind.INTERFACE_ENDPOINT.metrics()),
        LOAD_BALANCERS(ResourceKind.LOAD_BALANCER),
        /** Of the two sources the one of bytes: no rule about them waits for the number of requests. */
        LOAD_BALANCER_METRICS("metrics of load balancers", "get-metric-data-load-balancers"),
        /** Files only, as they hold all calls: EventBridge does not guarantee delivery, and the event history has no reads. */
        TRAIL("trail", "cloudtrail-folder", "cloudtrail-s3", "cloudtrail-sqs"),
        FLOWS("flow logs", "flow-logs"),
        VOLUMES(ResourceKind.VOLUME),
        ADDRESSES(ResourceKind.ADDRESS),
        SNAPSHOTS(ResourceKind.SNAPSHOT),
        SCALING_GROUPS(ResourceKind.AUTO_SCALING_GROUP),
        SCALING_GROUP_METRICS("metrics of Auto Scaling groups", ResourceKind.AUTO_SCALING_GROUP.metrics()),
        LOG_GROUPS(ResourceKind.LOG_GROUP),
        LOG_METRICS("metrics of log groups", ResourceKind.LOG_GROUP.metrics()),
        INFERENCE_ENDPOINTS(ResourceKind.INFERENCE_ENDPOINT),
        INFERENCE_ENDPOINT_METRICS("metrics of inference endpoints", ResourceKind.INFERENCE_ENDPOINT.metrics());

        private final String label;
        private final Set<String> sources;

        /** The listings of a kind. */
        Category(ResourceKind kind) {
            this(kind.listing().name(), List.of(kind.listing()));
        }

        Category(String label, List<ResourceKind.Source> sources) {
            this(label, sources.stream().map(ResourceKind.Source::name).toArray(String[]::new));
        }

        Category(String label, String... sources) {
            this.label = label;
            this.sources = Set.of(sources);
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
