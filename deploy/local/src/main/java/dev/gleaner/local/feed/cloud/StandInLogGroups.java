package dev.gleaner.local.feed.cloud;

import dev.gleaner.local.estate.kind.EstateKind;
import dev.gleaner.local.estate.kind.EstateLogGroup;
import dev.gleaner.local.estate.kind.KindRegistry;
import software.amazon.awssdk.services.cloudwatchlogs.CloudWatchLogsClient;

/** Log groups of CloudWatch Logs. */
final class StandInLogGroups implements StandInKind<EstateLogGroup> {

    @Override
    public EstateKind<EstateLogGroup> kind() {
        return KindRegistry.LOG_GROUPS;
    }

    @Override
    public void create(EstateLogGroup group, StandInResources created) {
        CloudWatchLogsClient logs =
                created.clients().client(CloudWatchLogsClient.class, CloudWatchLogsClient::builder, group.region());
        logs.createLogGroup(r -> r.logGroupName(group.name()).tags(group.tags().isEmpty() ? null : group.tags()));
        if (group.retentionDays() != null) {
            logs.putRetentionPolicy(r -> r.logGroupName(group.name()).retentionInDays(group.retentionDays()));
        }
        created.past(group, "log-group", group.name(), group.created()).put("bytes", group.bytes());
    }
}
