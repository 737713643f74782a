package dev.gleaner.actuator.action;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gleaner.actuator.aws.ActuatorAwsClients;
import dev.gleaner.actuator.aws.LogGroup;
import dev.gleaner.contracts.Json;
import dev.gleaner.contracts.finding.RemedyAction;
import dev.gleaner.contracts.resource.LogRetentionDays;
import dev.gleaner.contracts.resource.ResourceKind;
import jakarta.inject.Singleton;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.cloudwatchlogs.CloudWatchLogsAsyncClient;
import software.amazon.awssdk.services.cloudwatchlogs.model.CloudWatchLogsResponse;

/** Sets the retention of a log group. */
final class PutRetentionPolicy {

    private static final String NAME = RemedyAction.PUT_RETENTION_POLICY.id();
    private static final String UNDO = "restore-retention-policy";

    private static final String FIELD = "retentionInDays";

    private PutRetentionPolicy() {}

    @Singleton
    static ActionDefinition<LogGroup.Observation> action(ActuatorAwsClients clients) {
        return ActionDefinition.of(NAME, LogGroup.TYPE)
                .undoneBy(UNDO)
                .loses((planned, parameters) ->
                        List.of("the events that are older than " + parameters.get(RetentionDays.PARAMETER)
                                + " days, and those that reach that age before the undo"))
                .changes(PutRetentionPolicy::change)
                .build(step(NAME, clients, PutRetentionPolicy::wanted)
                        .unless((order, now) -> RetentionDays.problem(order.parameters()))
                        .build());
    }

    /** Restores the retention that the log group had before, or none. */
    @Singleton
    static ActionDefinition<LogGroup.Observation> undo(ActuatorAwsClients clients) {
        return ActionDefinition.undo(UNDO, LogGroup.TYPE)
                .build(step(UNDO, clients, PutRetentionPolicy::planned)
                        .unless(PutRetentionPolicy::undoObstacle)
                        .build());
    }

    /**
     * The step that sets this retention. Where it deletes the policy, the call is logs:DeleteRetentionPolicy.
     *
     * @param wanted days that events are kept; null to keep them for ever
     */
    private static CallStep.Builder<LogGroup.Observation> step(
            String name, ActuatorAwsClients clients, Function<ActionOrder, @Nullable Integer> wanted) {
        return CallStep.on(LogGroup.TYPE, name, "logs:PutRetentionPolicy")
                .sends((order, before) -> send(
                        LogGroup.logs(clients, order.target()),
                        ResourceKind.LOG_GROUP.name(order.target()),
                        wanted.apply(order)))
                .progress((order, before, now) -> progress(
                        before.logGroup().retention(),
                        wanted.apply(order),
                        now.logGroup().retention()))
                .overtaken("the retention was changed concurrently");
    }

    /** Keeping events for ever has no number of days, so the policy is deleted. */
    static CompletableFuture<? extends CloudWatchLogsResponse> send(
            CloudWatchLogsAsyncClient logs, String name, @Nullable Integer days) {
        return days == null
                ? logs.deleteRetentionPolicy(request -> request.logGroupName(name))
                : logs.putRetentionPolicy(request -> request.logGroupName(name).retentionInDays(days));
    }

    static StepProgress progress(@Nullable Integer before, @Nullable Integer wanted, @Nullable Integer now) {
        if (Objects.equals(now, wanted)) {
            return StepProgress.DONE;
        }
        return Objects.equals(now, before) ? StepProgress.NOT_YET : StepProgress.CONTESTED;
    }

    private static Integer wanted(ActionOrder order) {
        return RetentionDays.parse(order.parameters()).orElseThrow();
    }

    private static @Nullable Integer planned(ActionOrder order) {
        return LogGroup.TYPE.planned(order.planned()).retention();
    }

    /** Only the retention that Gleaner set is replaced. A later one was set by somebody else. */
    private static Optional<String> undoObstacle(ActionOrder order, LogGroup.Observation now) {
        Integer shown = now.logGroup().retention();
        boolean ours = Objects.equals(shown, planned(order))
                || RetentionDays.parse(order.parameters()).equals(Optional.ofNullable(shown));
        return ours ? Optional.empty() : Optional.of("the retention was changed since it was set");
    }

    private static Optional<DocumentChange> change(LogGroup planned, Map<String, String> parameters) {
        JsonNode before = document(planned.retention());
        return Optional.of(RetentionDays.problem(parameters)
                .map(problem -> DocumentChange.impossible(before, problem))
                .orElseGet(() -> DocumentChange.of(
                        before, document(RetentionDays.parse(parameters).orElseThrow()))));
    }

    private static JsonNode document(@Nullable Integer days) {
        return Json.tree(days == null ? Collections.emptyMap() : Map.of(FIELD, days));
    }

    /** Retention that a remedy names, if CloudWatch Logs accepts it. */
    static final class RetentionDays {

        /** Parameter of the remedy that contains the days. */
        static final String PARAMETER = "days";

        private static final Set<String> ACCEPTED =
                LogRetentionDays.ACCEPTED.stream().map(String::valueOf).collect(Collectors.toUnmodifiableSet());

        private RetentionDays() {}

        /** The retention in days; empty when the remedy names none that CloudWatch Logs accepts. */
        static Optional<Integer> parse(Map<String, String> parameters) {
            return Optional.ofNullable(parameters.get(PARAMETER))
                    .filter(ACCEPTED::contains)
                    .map(Integer::valueOf);
        }

        /** Why the retention of a remedy cannot be set; empty when it can. */
        static Optional<String> problem(Map<String, String> parameters) {
            return parse(parameters).isPresent()
                    ? Optional.empty()
                    : Optional.of("CloudWatch Logs takes no retention of " + parameters.get(PARAMETER) + " days");
        }
    }
}
