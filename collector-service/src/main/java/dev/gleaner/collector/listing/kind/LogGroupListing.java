package dev.gleaner.collector.listing.kind;

import static dev.gleaner.collector.aws.SdkValues.textOrEmpty;

import dev.gleaner.collector.aws.AccessDeniedRecorder;
import dev.gleaner.collector.aws.AwsAccountRegion;
import dev.gleaner.collector.aws.AwsPaginator;
import dev.gleaner.collector.aws.CallRate;
import dev.gleaner.collector.aws.RateLimitedAwsClients;
import dev.gleaner.collector.listing.KindListing;
import dev.gleaner.collector.listing.ListedMetrics;
import dev.gleaner.collector.listing.ListedMetricsConfig;
import dev.gleaner.collector.listing.ListedRegion;
import dev.gleaner.collector.listing.ListedResource;
import dev.gleaner.collector.listing.ListingConfig;
import dev.gleaner.collector.listing.RegionListing;
import dev.gleaner.collector.metric.MetricQueryPlan;
import dev.gleaner.collector.metric.MetricTarget;
import dev.gleaner.collector.metric.WantedMetric;
import dev.gleaner.contracts.resource.Arn;
import dev.gleaner.contracts.resource.ResourceKind;
import dev.gleaner.contracts.signal.proto.Inventory;
import dev.gleaner.contracts.signal.proto.Signal;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.cloudwatchlogs.CloudWatchLogsAsyncClient;
import software.amazon.awssdk.services.cloudwatchlogs.model.DescribeLogGroupsResponse;
import software.amazon.awssdk.services.cloudwatchlogs.model.LogGroup;
import software.amazon.awssdk.services.resourcegroupstaggingapi.ResourceGroupsTaggingApiAsyncClient;
import software.amazon.awssdk.services.resourcegroupstaggingapi.model.GetResourcesResponse;
import software.amazon.awssdk.services.resourcegroupstaggingapi.model.Tag;

/**
 * Lists log groups of CloudWatch. CloudWatch Logs tells the tags of one group a call, so that they are read by the Resource Groups Tagging
 * API, which tells those of a hundred. They matter only for groups that store anything, for which something may be proposed.
 */
@Singleton
public record LogGroupListing(RateLimitedAwsClients aws, Config config, MetricsConfig metricsConfig)
        implements KindListing {

    /** Source: Amazon CloudWatch Logs User Guide, "Monitoring CloudWatch Logs usage with CloudWatch metrics". */
    private static final WantedMetric INCOMING_BYTES = WantedMetric.of("AWS/Logs", "IncomingBytes", "Bytes", "Sum");

    /** Uncompressed bytes of log events, for which CloudWatch Logs charges. */
    public static final MetricQueryPlan PLAN =
            MetricQueryPlan.of("get-metric-data-log-groups", Duration.ofHours(1), INCOMING_BYTES);

    /** The limit of CloudWatch Logs is 10 a second (CloudWatch Logs quotas, 2026). */
    private static final CallRate DESCRIBE_LOG_GROUPS = new CallRate(5, 5);

    /** Page limit of CloudWatch Logs. */
    private static final int PAGE = 50;

    /** What precedes the name in an ARN. */
    private static final String ARN_TYPE = "log-group:";

    @Override
    public ListingCall listingCall() {
        return new ListingCall(ResourceKind.LOG_GROUP, "logs:DescribeLogGroups");
    }

    @Override
    public ListedRegion list(AwsAccountRegion awsAccountRegion, RegionListing listing, AccessDeniedRecorder denied) {
        List<Signal> signals = new LogGroupReader(
                        aws.client(
                                CloudWatchLogsAsyncClient.class,
                                CloudWatchLogsAsyncClient::builder,
                                awsAccountRegion,
                                DESCRIBE_LOG_GROUPS),
                        aws.client(
                                ResourceGroupsTaggingApiAsyncClient.class,
                                ResourceGroupsTaggingApiAsyncClient::builder,
                                awsAccountRegion),
                        denied)
                .list(listing);
        return ListedRegion.of(signals).with(StoringGroup.class, storing(signals));
    }

    @Override
    public List<ListedMetrics<?>> metrics() {
        return List.of(
                new ListedMetrics<>(PLAN, metricsConfig, StoringGroup.class, group -> Stream.of(group.metricTarget())));
    }

    /** The log groups that store events: what others take in is not requested, as each metric costs. */
    static List<StoringGroup> storing(List<Signal> signals) {
        return signals.stream()
                .filter(signal -> signal.getInventory().getSize() > 0)
                .map(signal -> new StoringGroup(Arn.parse(signal.getResource())))
                .toList();
    }

    static Signal signal(RegionListing listing, LogGroup group, Map<String, String> tags) {
        Inventory.Builder inventory = Inventory.newBuilder()
                .setType(textOrEmpty(group.logGroupClassAsString()))
                .putAllTags(tags)
                .setTagsUnknown(isEmpty(group));
        if (group.storedBytes() != null) {
            inventory.setSize(group.storedBytes());
        }
        if (group.retentionInDays() != null) {
            inventory.setRetentionDays(group.retentionInDays());
        }
        if (group.creationTime() != null) {
            inventory.setCreated(group.creationTime());
        }
        return listing.signal(arn(listing, group), inventory.build());
    }

    /** Of an empty group the tags may not have been read. */
    private static boolean isEmpty(LogGroup group) {
        return group.storedBytes() != null && group.storedBytes() == 0;
    }

    private static Arn arn(RegionListing listing, LogGroup group) {
        return Arn.logGroup(listing.region(), listing.account(), group.logGroupName());
    }

    /**
     * Reads the log groups of a region, and then the tags of all of them. If we are not permitted to read tags, the groups that store
     * anything are left out, because each would look like one without the tags that protect it; other failures are thrown.
     */
    record LogGroupReader(
            CloudWatchLogsAsyncClient logs,
            ResourceGroupsTaggingApiAsyncClient tagging,
            AccessDeniedRecorder accessDeniedRecorder) {

        private static final String TAGS = "tag:GetResources";

        /** The service: the API has other resources of it too. */
        private static final String TYPE = "logs";

        /** Page limit of the Resource Groups Tagging API. */
        private static final int TAGGED_PAGE = 100;

        /** What the ARN of a log group ends with where it stands for its streams. */
        private static final String STREAMS = ":*";

        List<Signal> list(RegionListing listing) {
            List<LogGroup> groups = AwsPaginator.readAll(
                    token -> logs.describeLogGroups(
                            request -> request.limit(PAGE).nextToken(token)),
                    DescribeLogGroupsResponse::nextToken,
                    DescribeLogGroupsResponse::logGroups);
            Optional<Map<String, Map<String, String>>> tags =
                    groups.stream().allMatch(LogGroupListing::isEmpty) ? Optional.of(Map.of()) : readTags(listing);
            return groups.stream()
                    .filter(group -> tags.isPresent() || isEmpty(group))
                    .map(group -> signal(
                            listing,
                            group,
                            tags.orElse(Map.of())
                                    .getOrDefault(arn(listing, group).toString(), Map.of())))
                    .toList();
        }

        /** Tags by ARN. A resource that never had a tag is not in the answer. Empty if the tags can't be read. */
        private Optional<Map<String, Map<String, String>>> readTags(RegionListing listing) {
            try {
                return Optional.of(AwsPaginator.readAll(
                                token -> tagging.getResources(request -> request.resourceTypeFilters(TYPE)
                                        .resourcesPerPage(TAGGED_PAGE)
                                        .paginationToken(token)),
                                answer -> blankToNull(answer.paginationToken()),
                                GetResourcesResponse::resourceTagMappingList)
                        .stream()
                        .collect(Collectors.toMap(
                                found -> withoutStreams(found.resourceARN()),
                                found -> found.tags().stream().collect(Collectors.toMap(Tag::key, Tag::value)),
                                (one, same) -> same)));
            } catch (SdkException e) {
                accessDeniedRecorder.recordOrRethrow(
                        "Log groups of " + listing.account() + " " + listing.region(), TAGS, e);
                return Optional.empty();
            }
        }

        /** The API marks the last page by an empty token. */
        private static @Nullable String blankToNull(@Nullable String token) {
            return token == null || token.isEmpty() ? null : token;
        }

        private static String withoutStreams(String arn) {
            return arn.endsWith(STREAMS) ? arn.substring(0, arn.length() - STREAMS.length()) : arn;
        }
    }

    /**
     * A log group that stores events.
     *
     * @param id its name
     */
    public record StoringGroup(Arn arn, String id) implements ListedResource {

        /** The log group of an ARN. */
        public StoringGroup(Arn arn) {
            this(arn, arn.resource().substring(ARN_TYPE.length()));
        }

        /** What its metrics are requested of. */
        public MetricTarget metricTarget() {
            return MetricTarget.of(id, arn, Map.of("LogGroupName", id));
        }
    }

    /** CloudWatch log groups, about which rules count in months. */
    @ConfigMapping(prefix = "collector.inventory.log-groups")
    public interface Config extends ListingConfig {

        @Override
        @WithDefault("P7D")
        Duration interval();
    }

    /** Bytes of events that each log group takes in. */
    @ConfigMapping(prefix = "collector.get-metric-data.log-groups")
    public interface MetricsConfig extends ListedMetricsConfig {}
}
