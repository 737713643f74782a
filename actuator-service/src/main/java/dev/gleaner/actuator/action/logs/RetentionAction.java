package dev.gleaner.actuator.action.logs;

import dev.gleaner.actuator.action.Order;
import dev.gleaner.actuator.action.Progress;
import dev.gleaner.actuator.action.SingleStepAction;
import dev.gleaner.actuator.aws.AwsClients;
import dev.gleaner.actuator.aws.LogGroup;
import dev.gleaner.actuator.aws.LogGroupSighting;
import dev.gleaner.actuator.aws.LogGroups;
import dev.gleaner.actuator.aws.Sighting;
import dev.gleaner.actuator.aws.TargetKind;
import dev.gleaner.actuator.reactive.BackOnContext;
import io.smallrye.mutiny.Uni;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.cloudwatchlogs.CloudWatchLogsAsyncClient;
import software.amazon.awssdk.services.cloudwatchlogs.model.CloudWatchLogsResponse;

/** One change of how long a log group keeps its events. */
abstract class RetentionAction implements SingleStepAction {

    private final AwsClients clients;

    RetentionAction(AwsClients clients) {
        this.clients = clients;
    }

    /** Days that it is to have, null for ever. */
    abstract @Nullable Integer wanted(Order order);

    @Override
    public TargetKind changes() {
        return TargetKind.LOG_GROUP;
    }

    @Override
    public boolean needsIdleness() {
        return false;
    }

    @Override
    public String overtaken() {
        return "somebody else changed the retention at the same time";
    }

    @Override
    public Uni<String> perform(Order order, Sighting before) {
        String name = LogGroups.name(order.target()).orElseThrow();
        return BackOnContext.<CloudWatchLogsResponse>of(() ->
                        send(clients.logs(order.target()), name, wanted(order)).thenApply(answer -> answer))
                .map(answer -> answer.responseMetadata().requestId());
    }

    /** For ever has no number of days: it is the policy that goes. */
    static CompletableFuture<? extends CloudWatchLogsResponse> send(
            CloudWatchLogsAsyncClient logs, String name, @Nullable Integer days) {
        return days == null
                ? logs.deleteRetentionPolicy(request -> request.logGroupName(name))
                : logs.putRetentionPolicy(request -> request.logGroupName(name).retentionInDays(days));
    }

    @Override
    public Progress see(Order order, Sighting before, Sighting now) {
        return progress(retention(before), wanted(order), retention(now));
    }

    static Progress progress(@Nullable Integer before, @Nullable Integer wanted, @Nullable Integer now) {
        if (Objects.equals(now, wanted)) {
            return Progress.DONE;
        }
        return Objects.equals(now, before) ? Progress.NOT_YET : Progress.CONTESTED;
    }

    static @Nullable Integer retention(Sighting sighting) {
        return ((LogGroupSighting) sighting).logGroup().retention();
    }

    static @Nullable Integer planned(Order order) {
        return ((LogGroup) order.planned()).retention();
    }
}
