package dev.gleaner.actuator.action.logs;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gleaner.actuator.action.Change;
import dev.gleaner.actuator.action.Order;
import dev.gleaner.actuator.aws.AwsClients;
import dev.gleaner.actuator.aws.LogGroup;
import dev.gleaner.actuator.aws.Sighting;
import dev.gleaner.actuator.aws.Subject;
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
public class PutRetentionPolicy extends RetentionAction {

    private static final String FIELD = "retentionInDays";

    PutRetentionPolicy(AwsClients clients) {
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
    public List<String> lost(Subject planned, Map<String, String> parameters) {
        return List.of("the events that are older than " + parameters.get(RetentionDays.PARAMETER)
                + " days, and those that grow older before it is taken back");
    }

    @Override
    public Optional<Change> change(Subject planned, Map<String, String> parameters) {
        JsonNode before = document(((LogGroup) planned).retention());
        return Optional.of(RetentionDays.problem(parameters)
                .map(problem -> Change.impossible(before, problem))
                .orElseGet(() ->
                        Change.of(before, document(RetentionDays.of(parameters).orElseThrow()))));
    }

    private static JsonNode document(@Nullable Integer days) {
        return Json.tree(days == null ? Collections.emptyMap() : Map.of(FIELD, days));
    }

    @Override
    Integer wanted(Order order) {
        return RetentionDays.of(order.parameters()).orElseThrow();
    }

    @Override
    public Optional<String> obstacle(Order order, Sighting now) {
        return RetentionDays.problem(order.parameters());
    }
}
