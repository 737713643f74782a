package dev.gleaner.collector.source.inventory.regional;

import static dev.gleaner.collector.source.inventory.SdkValues.textOrEmpty;

import dev.gleaner.collector.aws.AwsAccountRegion;
import dev.gleaner.collector.aws.AwsPaginator;
import dev.gleaner.collector.aws.RateLimitedAwsClients;
import dev.gleaner.collector.source.inventory.RegionListing;
import dev.gleaner.contracts.resource.Arn;
import dev.gleaner.contracts.signal.proto.Inventory;
import dev.gleaner.contracts.signal.proto.Signal;
import java.util.List;
import software.amazon.awssdk.services.cloudwatchlogs.model.DescribeLogGroupsResponse;
import software.amazon.awssdk.services.cloudwatchlogs.model.LogGroup;

/** Lists log groups of CloudWatch, without their tags, which would need a call per log group. */
record LogGroupLister(RateLimitedAwsClients aws) implements RegionalResourceLister {

    /** Page limit of CloudWatch Logs. */
    private static final int PAGE = 50;

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
        return AwsPaginator.readAll(
                        token -> aws.logs(awsAccountRegion)
                                .describeLogGroups(
                                        request -> request.limit(PAGE).nextToken(token)),
                        DescribeLogGroupsResponse::nextToken,
                        DescribeLogGroupsResponse::logGroups)
                .stream()
                .map(group -> signal(listing, group))
                .toList();
    }

    static Signal signal(RegionListing listing, LogGroup group) {
        Inventory.Builder inventory = Inventory.newBuilder().setType(textOrEmpty(group.logGroupClassAsString()));
        if (group.storedBytes() != null) {
            inventory.setSize(group.storedBytes());
        }
        if (group.retentionInDays() != null) {
            inventory.setRetentionDays(group.retentionInDays());
        }
        if (group.creationTime() != null) {
            inventory.setCreated(group.creationTime());
        }
        return listing.signal(
                Arn.logGroup(listing.region(), listing.account(), group.logGroupName()), inventory.build());
    }
}
