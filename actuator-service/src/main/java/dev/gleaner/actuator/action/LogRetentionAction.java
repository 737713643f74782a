package dev.gleaner.actuator.action;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gleaner.actuator.aws.ActuatorAwsClients;
import dev.gleaner.actuator.aws.LogGroup;
import dev.gleaner.actuator.aws.ResourceObservation;
import dev.gleaner.actuator.aws.ResourceSnapshot;
import dev.gleaner.actuator.aws.TargetKind;
import dev.gleaner.actuator.reactive.ContextBoundUni;
import dev.gleaner.contracts.Json;
import dev.gleaner.contracts.resource.LogRetentionDays;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.cloudwatchlogs.CloudWatchLogsAsyncClient;
import software.amazon.awssdk.services.cloudwatchlogs.model.CloudWatchLogsResponse;

/** Changes the retention of a log group. */
abstract class LogRetentionAction implements SingleStepAction {

    private final ActuatorAwsClients clients;

    LogRetentionAction(ActuatorAwsClients clients) {
        this.clients = clients;
    }

    /** Retention that the action sets, in days; null to keep events for ever. */
    abstract @Nullable Integer requiredDays(ActionOrder order);

    @Override
    public TargetKind targetKind() {
        return TargetKind.LOG_GROUP;
    }

    @Override
    public boolean needsIdleness() {
        return false;
    }

    @Override
    public String overtakenMessage() {
        return "the retention was changed concurrently";
    }

    @Override
    public Uni<String> perform(ActionOrder order, ResourceObservation before) {
        String name = LogGroup.Describer.name(order.target()).orElseThrow();
        return ContextBoundUni.<CloudWatchLogsResponse>fromFuture(
                        () -> send(clients.logs(order.target()), name, requiredDays(order))
                                .thenApply(answer -> answer))
                .map(answer -> answer.responseMetadata().requestId());
    }

    /** Keeping events for ever has no number of days, so the policy is deleted. */
    static CompletableFuture<? extends CloudWatchLogsResponse> send(
            CloudWatchLogsAsyncClient logs, String name, @Nullable Integer days) {
        return days == null
                ? logs.deleteRetentionPolicy(request -> request.logGroupName(name))
                : logs.putRetentionPolicy(request -> request.logGroupName(name).retentionInDays(days));
    }

    @Override
    public StepProgress evaluateProgress(ActionOrder order, ResourceObservation before, ResourceObservation now) {
        return progress(retention(before), requiredDays(order), retention(now));
    }

    static StepProgress progress(@Nullable Integer before, @Nullable Integer wanted, @Nullable Integer now) {
        if (Objects.equals(now, wanted)) {
            return StepProgress.DONE;
        }
        return Objects.equals(now, before) ? StepProgress.NOT_YET : StepProgress.CONTESTED;
    }

    static @Nullable Integer retention(ResourceObservation resourceObservation) {
        return ((LogGroup.Observation) resourceObservation).logGroup().retention();
    }

    static @Nullable Integer planned(ActionOrder order) {
        return ((LogGroup) order.planned()).retention();
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

    /** Sets the retention of a log group. */
    @Singleton
    public static class PutRetentionPolicy extends LogRetentionAction {

        private static final String FIELD = "retentionInDays";

        PutRetentionPolicy(ActuatorAwsClients clients) {
            super(clients);
        }

        @Override
        public String name() {
            return "put-retention-policy";
        }

        @Override
        public boolean isUndo() {
            return false;
        }

        @Override
        public Optional<String> undoName() {
            return Optional.of(RestoreRetentionPolicy.NAME);
        }

        @Override
        public String call() {
            return "logs:PutRetentionPolicy";
        }

        @Override
        public List<String> irreversibleEffects(ResourceSnapshot planned, Map<String, String> parameters) {
            return List.of(
                    "the events that are older than " + parameters.get(LogRetentionAction.RetentionDays.PARAMETER)
                            + " days, and those that reach that age before the undo");
        }

        @Override
        public Optional<DocumentChange> change(ResourceSnapshot planned, Map<String, String> parameters) {
            JsonNode before = document(((LogGroup) planned).retention());
            return Optional.of(LogRetentionAction.RetentionDays.problem(parameters)
                    .map(problem -> DocumentChange.impossible(before, problem))
                    .orElseGet(() -> DocumentChange.of(
                            before,
                            document(LogRetentionAction.RetentionDays.parse(parameters)
                                    .orElseThrow()))));
        }

        private static JsonNode document(@Nullable Integer days) {
            return Json.tree(days == null ? Collections.emptyMap() : Map.of(FIELD, days));
        }

        @Override
        Integer requiredDays(ActionOrder order) {
            return LogRetentionAction.RetentionDays.parse(order.parameters()).orElseThrow();
        }

        @Override
        public Optional<String> obstacle(ActionOrder order, ResourceObservation now) {
            return LogRetentionAction.RetentionDays.problem(order.parameters());
        }
    }

    /** Restores the retention that a log group had before {@link PutRetentionPolicy}, or none: its undo. */
    @Singleton
    public static class RestoreRetentionPolicy extends LogRetentionAction {

        static final String NAME = "restore-retention-policy";

        RestoreRetentionPolicy(ActuatorAwsClients clients) {
            super(clients);
        }

        @Override
        public String name() {
            return NAME;
        }

        @Override
        public boolean isUndo() {
            return true;
        }

        /** If there was no policy, the call is logs:DeleteRetentionPolicy. */
        @Override
        public String call() {
            return "logs:PutRetentionPolicy";
        }

        @Override
        @Nullable
        Integer requiredDays(ActionOrder order) {
            return planned(order);
        }

        /** Only the retention that Gleaner set is replaced. A later one was set by somebody else. */
        @Override
        public Optional<String> obstacle(ActionOrder order, ResourceObservation now) {
            Integer shown = retention(now);
            boolean ours = Objects.equals(shown, requiredDays(order))
                    || LogRetentionAction.RetentionDays.parse(order.parameters())
                            .equals(Optional.ofNullable(shown));
            return ours ? Optional.empty() : Optional.of("the retention was changed since it was set");
        }
    }
}
