package dev.gleaner.collector.source.inventory.regional;

import static dev.gleaner.collector.source.inventory.SdkValues.textOrEmpty;

import dev.gleaner.collector.aws.AwsAccountRegion;
import dev.gleaner.collector.aws.AwsFutures;
import dev.gleaner.collector.aws.AwsPaginator;
import dev.gleaner.collector.aws.RateLimitedAwsClients;
import dev.gleaner.collector.fleet.LogGroupRegistry;
import dev.gleaner.collector.source.SourceMeters;
import dev.gleaner.collector.source.inventory.AccessDeniedRecorder;
import dev.gleaner.collector.source.inventory.RegionListing;
import dev.gleaner.contracts.resource.Arn;
import dev.gleaner.contracts.signal.proto.Inventory;
import dev.gleaner.contracts.signal.proto.Signal;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.cloudwatchlogs.CloudWatchLogsAsyncClient;
import software.amazon.awssdk.services.cloudwatchlogs.model.DescribeLogGroupsResponse;
import software.amazon.awssdk.services.cloudwatchlogs.model.LogGroup;

/**
 * Lists log groups of CloudWatch. Tags take a call per log group, so they are read only of those that store anything,
 * for which something may be proposed.
 */
record LogGroupLister(RateLimitedAwsClients aws, SourceMeters meters, LogGroupRegistry known)
        implements RegionalResourceLister {

    /** Page limit of CloudWatch Logs. */
    private static final int PAGE = 50;

    /** What precedes the name in an ARN. */
    private static final String ARN_TYPE = "log-group:";

    @Override
    public String source() {
        return "inventory-log-groups";
    }

    @Override
    public String api() {
        return "logs:DescribeLogGroups";
    }

    @Override
    public List<Signal> list(AwsAccountRegion awsAccountRegion, RegionListing listing) {
        List<Signal> signals = new LogGroupReader(
                        aws.logs(awsAccountRegion), new AccessDeniedRecorder(source(), meters))
                .list(listing);
        known.replace(listing.account(), listing.region(), storing(signals));
        return signals;
    }

    /** The log groups that store events: what others take in is not requested, as each metric costs. */
    static List<LogGroupRegistry.ListedLogGroup> storing(List<Signal> signals) {
        return signals.stream()
                .filter(signal -> signal.getInventory().getSize() > 0)
                .map(signal -> listed(Arn.parse(signal.getResource())))
                .toList();
    }

    private static LogGroupRegistry.ListedLogGroup listed(Arn arn) {
        return new LogGroupRegistry.ListedLogGroup(arn, arn.resource().substring(ARN_TYPE.length()));
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

    /** Of an empty group the tags are not read. */
    private static boolean isEmpty(LogGroup group) {
        return group.storedBytes() != null && group.storedBytes() == 0;
    }

    private static Arn arn(RegionListing listing, LogGroup group) {
        return Arn.logGroup(listing.region(), listing.account(), group.logGroupName());
    }

    /**
     * Reads the log groups of a region with their tags. A group whose tags we are not permitted to read is left out and
     * recorded, because it would look like one without the tags that protect it; other failures are thrown.
     */
    record LogGroupReader(CloudWatchLogsAsyncClient logs, AccessDeniedRecorder accessDeniedRecorder) {

        private static final String TAGS = "logs:ListTagsForResource";
        private static final String NOT_FOUND = "ResourceNotFoundException";

        List<Signal> list(RegionListing listing) {
            return AwsPaginator.readAll(
                            token -> logs.describeLogGroups(
                                    request -> request.limit(PAGE).nextToken(token)),
                            DescribeLogGroupsResponse::nextToken,
                            DescribeLogGroupsResponse::logGroups)
                    .stream()
                    .flatMap(group -> tags(listing, group).map(tags -> signal(listing, group, tags)).stream())
                    .toList();
        }

        /** Empty if the tags can't be read, or the group no longer exists. */
        private Optional<Map<String, String>> tags(RegionListing listing, LogGroup group) {
            if (isEmpty(group)) {
                return Optional.of(Map.of());
            }
            String arn = arn(listing, group).toString();
            try {
                return Optional.of(AwsFutures.await(logs.listTagsForResource(request -> request.resourceArn(arn)))
                        .tags());
            } catch (SdkException e) {
                if (!AccessDeniedRecorder.errorCode(e).equals(NOT_FOUND)) {
                    accessDeniedRecorder.recordOrRethrow("Log group " + group.logGroupName(), TAGS, e);
                }
                return Optional.empty();
            }
        }
    }
}
