package dev.gleaner.actuator.action;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gleaner.actuator.aws.ActuatorAwsClients;
import dev.gleaner.actuator.aws.LogGroup;
import dev.gleaner.actuator.aws.ResourceObservation;
import dev.gleaner.actuator.aws.ResourceSnapshot;
import dev.gleaner.contracts.Json;
import dev.gleaner.contracts.finding.Remedy;
import jakarta.inject.Singleton;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Lets a log group delete its events after some days. */
@Singleton
public class PutRetentionPolicy extends LogRetentionAction {

    private static final String FIELD = "retentionInDays";

    PutRetentionPolicy(ActuatorAwsClients clients) {
        super(clients);
    }

    @Override
    public String name() {
        return "put-retention-policy";
    }

    @Override
    public boolean restores() {
        return false;
    }

    @Override
    public Optional<String> undoneBy() {
        return Optional.of(RestoreRetentionPolicy.NAME);
    }

    @Override
    public String call() {
        return "logs:PutRetentionPolicy";
    }

    /** Never, whatever the remedy says of itself: events older than that are deleted, and there may be some. */
    @Override
    public boolean isReversible(Remedy remedy) {
        return false;
    }

    @Override
    public List<String> irreversibleEffects(ResourceSnapshot planned, Map<String, String> parameters) {
        return List.of("the events that are older than " + parameters.get(LogRetentionAction.RetentionDays.PARAMETER)
                + " days, and those that grow older before it is taken back");
    }

    @Override
    public Optional<DocumentChange> change(ResourceSnapshot planned, Map<String, String> parameters) {
        JsonNode before = document(((LogGroup) planned).retention());
        return Optional.of(LogRetentionAction.RetentionDays.problem(parameters)
                .map(problem -> DocumentChange.impossible(before, problem))
                .orElseGet(() -> DocumentChange.of(
                        before,
                        document(LogRetentionAction.RetentionDays.of(parameters).orElseThrow()))));
    }

    private static JsonNode document(@Nullable Integer days) {
        return Json.tree(days == null ? Collections.emptyMap() : Map.of(FIELD, days));
    }

    @Override
    Integer wanted(ActionOrder order) {
        return LogRetentionAction.RetentionDays.of(order.parameters()).orElseThrow();
    }

    @Override
    public Optional<String> obstacle(ActionOrder order, ResourceObservation now) {
        return LogRetentionAction.RetentionDays.problem(order.parameters());
    }
}
