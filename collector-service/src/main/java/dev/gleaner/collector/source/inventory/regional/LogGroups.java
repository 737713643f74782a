package dev.gleaner.collector.source.inventory.regional;

import static dev.gleaner.collector.source.inventory.Shown.text;

import dev.gleaner.collector.aws.AwsClients;
import dev.gleaner.collector.aws.Pages;
import dev.gleaner.collector.aws.Realm;
import dev.gleaner.collector.source.inventory.Listing;
import dev.gleaner.contracts.resource.Arn;
import dev.gleaner.contracts.signal.proto.Inventory;
import dev.gleaner.contracts.signal.proto.Signal;
import java.util.List;
import software.amazon.awssdk.services.cloudwatchlogs.model.DescribeLogGroupsResponse;
import software.amazon.awssdk.services.cloudwatchlogs.model.LogGroup;

/** Log groups of CloudWatch. Their tags would take a call for each of them, and are left out. */
record LogGroups(AwsClients aws) implements RegionalKind {

    /** Most that CloudWatch Logs gives at a time. */
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
    public List<Signal> list(Realm realm, Listing listing) {
        return Pages.all(
                        token -> aws.logs(realm)
                                .describeLogGroups(
                                        request -> request.limit(PAGE).nextToken(token)),
                        DescribeLogGroupsResponse::nextToken,
                        DescribeLogGroupsResponse::logGroups)
                .stream()
                .map(group -> signal(listing, group))
                .toList();
    }

    static Signal signal(Listing listing, LogGroup group) {
        Inventory.Builder inventory = Inventory.newBuilder().setType(text(group.logGroupClassAsString()));
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
