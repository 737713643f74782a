package dev.gleaner.actuator.aws;

import dev.gleaner.actuator.reactive.ContextBoundUni;
import dev.gleaner.contracts.resource.Arn;
import dev.gleaner.contracts.resource.ResourceKind;
import io.smallrye.mutiny.Uni;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.cloudwatchlogs.CloudWatchLogsAsyncClient;

/**
 * Properties of a log group on which a plan is based.
 *
 * @param retention days after which its events are deleted; absent when they are never deleted
 * @param storageClass {@code STANDARD}, {@code INFREQUENT_ACCESS}, ...; absent when not returned
 */
public record LogGroup(
        @Nullable Integer retention, @Nullable String storageClass, Map<String, String> tags)
        implements ResourceSnapshot {

    /** What the actuator knows of its kind. */
    public static final TargetType<LogGroup, Observation> TYPE = TargetType.of(
                    ResourceKind.LOG_GROUP, LogGroup.class, Observation.class, Describer::new)
            .ownedBy(TargetType.OwnerInstructions.of(
                    (resource, parameters) -> "set Resources." + resource + ".Properties.RetentionInDays to "
                            + parameters.getOrDefault("days", "..."),
                    (target, parameters) -> "set retention_in_days = " + parameters.getOrDefault("days", "...")
                            + " in the aws_cloudwatch_log_group of " + target))
            .taggedBy(new TagCalls(
                    "logs:TagResource",
                    (clients, group, tags) -> logs(clients, group)
                            .tagResource(request ->
                                    request.resourceArn(group.toString()).tags(tags)),
                    "logs:UntagResource",
                    (clients, group, tags) -> logs(clients, group)
                            .untagResource(request ->
                                    request.resourceArn(group.toString()).tagKeys(tags.keySet()))));

    /** The retention of this class is fixed at one or two days and cannot be set. */
    private static final String DELIVERY = "DELIVERY";

    public LogGroup {
        tags = Collections.unmodifiableMap(new TreeMap<>(tags));
    }

    /** CloudWatch Logs for changes of a log group. */
    public static CloudWatchLogsAsyncClient logs(ActuatorAwsClients clients, Arn group) {
        return clients.forChanges(CloudWatchLogsAsyncClient.class, CloudWatchLogsAsyncClient::builder, group);
    }

    @Override
    public Optional<String> planningObstacle() {
        return DELIVERY.equals(storageClass)
                ? Optional.of("a log group of the class DELIVERY has a retention that can't be changed")
                : Optional.empty();
    }

    @Override
    public Optional<String> changedSince(ResourceSnapshot planned) {
        if (planned instanceof LogGroup before && !before.days().equals(days())) {
            return Optional.of("the log group keeps its events " + days() + ", planned was " + before.days());
        }
        if (!planned.tags().equals(tags)) {
            return Optional.of("the tags of the log group changed since the plan");
        }
        return planned.equals(this) ? Optional.empty() : Optional.of("the log group changed since the plan");
    }

    /** How long it keeps its events, for a person. */
    String days() {
        return retention == null ? "for ever" : "for " + retention + " days";
    }

    /** Description of a log group by CloudWatch Logs at one time. */
    public record Observation(LogGroup logGroup) implements ResourceObservation {

        @Override
        public ResourceSnapshot subject() {
            return logGroup;
        }

        @Override
        public String state() {
            return "kept " + logGroup.days();
        }

        @Override
        public String sentence() {
            return "the log group keeps its events " + logGroup.days();
        }
    }

    /** Describes one log group and its tags. */
    public record Describer(ActuatorAwsClients clients) implements ResourceDescriber.KindDescriber {

        /**
         * The current description by CloudWatch Logs. An empty result means that the log group was not shown, not that it
         * does not exist.
         */
        @Override
        public Uni<Optional<ResourceObservation>> describe(Arn arn) {
            String name = ResourceKind.LOG_GROUP.name(arn);
            // The result is sorted by name, so the group itself comes before the others that have its name as a prefix.
            return ContextBoundUni.onWorker(
                            () -> logs(arn).describeLogGroups(request -> request.logGroupNamePrefix(name)))
                    .map(answer -> answer.logGroups().stream()
                            .filter(shown -> name.equals(shown.logGroupName()) && isOf(arn, shown.arn()))
                            .findFirst())
                    .flatMap(shown -> shown.map(group -> tags(arn).map(tags -> Optional.of(toObservation(group, tags))))
                            .orElseGet(() -> Uni.createFrom().item(Optional.empty())));
        }

        private Uni<Map<String, String>> tags(Arn arn) {
            return ContextBoundUni.onWorker(
                            () -> logs(arn).listTagsForResource(request -> request.resourceArn(arn.toString())))
                    .map(answer -> answer.tags());
        }

        /** A log group of the same name in another account is not the target. */
        private static boolean isOf(Arn arn, @Nullable String shown) {
            return shown != null && Arn.parse(shown).account().equals(arn.account());
        }

        private static ResourceObservation toObservation(
                software.amazon.awssdk.services.cloudwatchlogs.model.LogGroup shown, Map<String, String> tags) {
            return new LogGroup.Observation(new LogGroup(shown.retentionInDays(), shown.logGroupClassAsString(), tags));
        }

        private CloudWatchLogsAsyncClient logs(Arn arn) {
            return clients.forReading(CloudWatchLogsAsyncClient.class, CloudWatchLogsAsyncClient::builder, arn);
        }
    }
}
