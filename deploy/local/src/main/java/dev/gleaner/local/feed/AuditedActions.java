package dev.gleaner.local.feed;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gleaner.contracts.audit.AuditEntry;
import dev.gleaner.local.estate.Estate;
import dev.gleaner.local.estate.EstateEvent;
import dev.gleaner.local.estate.kind.AuditedStep;
import dev.gleaner.local.estate.kind.EstateKind;
import dev.gleaner.local.estate.kind.EstateResource;
import dev.gleaner.local.estate.kind.KindRegistry;
import dev.gleaner.local.estate.series.EstateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The actions of Gleaner so far, from its audit. The stand-in loses their effects at each restart. An entry that
 * records an observation counts; the action and the state before it are in the entry of its intent. What an action created under another id
 * cannot be repeated: a snapshot, or a volume that its undo created.
 */
final class AuditedActions {

    /** The API calls by the observed state, else by the name of the action. */
    private static final Map<String, EstateEvent.ApiCall> CALLS = Map.of(
            "stopped", EstateEvent.ApiCall.STOP_INSTANCES,
            "running", EstateEvent.ApiCall.START_INSTANCES,
            "stop-instance", EstateEvent.ApiCall.STOP_INSTANCES,
            "start-instance", EstateEvent.ApiCall.START_INSTANCES);

    /** The observed state of a capacity reservation that does not exist any more. */
    private static final String CANCELLED = "cancelled";

    private final Map<String, String> names;
    private final Map<String, JsonNode> intents = new HashMap<>();
    private final Map<String, String> undone = new HashMap<>();
    private final List<AuditEntry> observed = new ArrayList<>();

    /**
     * Reads the actions from an audit.
     *
     * @param names logical names of the resources of an estate, by ARN
     */
    AuditedActions(List<AuditEntry> audit, Map<String, String> names) {
        this.names = Map.copyOf(names);
        audit.forEach(this::record);
    }

    /** The estate after these actions, in order. */
    Estate appliedTo(Estate estate) {
        List<EstateEvent> events = new ArrayList<>();
        Estate after = estate;
        for (AuditEntry entry : observed) {
            Optional<String> name = name(entry);
            if (name.isPresent()) {
                event(entry, name.get()).ifPresent(events::add);
                after = after(after, entry, name.get());
            }
        }
        return after.with(events);
    }

    /** The names of the capacity reservations that were cancelled. They are in no estate, whose instances determine them. */
    Set<String> cancelled() {
        return observed.stream()
                .filter(entry -> entry.detail().path("state").asText().equals(CANCELLED))
                .flatMap(entry -> name(entry).stream())
                .collect(Collectors.toSet());
    }

    /** The number of actions on the estate. */
    long count() {
        return observed.stream().filter(entry -> name(entry).isPresent()).count();
    }

    private void record(AuditEntry entry) {
        String action = entry.detail().path("action").asText();
        switch (entry.kind()) {
            case INTENT -> intents.putIfAbsent(action, entry.detail());
            case UNDONE -> undone.put(action, entry.detail().path("undoes").asText());
            case OBSERVED -> observed.add(entry);
            default -> {}
        }
    }

    private Optional<String> name(AuditEntry entry) {
        String arn = entry.resource() == null ? entry.detail().path("resource").asText() : entry.resource();
        return Optional.ofNullable(names.get(arn));
    }

    private static Optional<EstateEvent> event(AuditEntry entry, String name) {
        JsonNode detail = entry.detail();
        EstateEvent.ApiCall call = CALLS.getOrDefault(
                detail.path("state").asText(), CALLS.get(detail.path("action").asText()));
        return Optional.ofNullable(call)
                .map(known ->
                        EstateEvent.of(known, name, new EstateTime(entry.at().toString())));
    }

    /** Applies an action. Without an intent Gleaner did nothing: the resource was already in the desired state. */
    private Estate after(Estate estate, AuditEntry entry, String name) {
        String action = entry.detail().path("action").asText();
        JsonNode intent = intents.get(action);
        if (intent == null) {
            return estate;
        }
        String original = undone.get(action);
        AuditedStep step = new AuditedStep(
                original == null ? action : original,
                entry.detail().path("step").asText(),
                new EstateTime(entry.at().toString()),
                original == null ? intent : intents.getOrDefault(original, intent));
        Estate after = estate;
        for (EstateKind<?> kind : KindRegistry.all()) {
            after = after(after, kind, name, step, original != null);
        }
        return after;
    }

    private static <R extends EstateResource> Estate after(
            Estate estate, EstateKind<R> kind, String name, AuditedStep step, boolean isUndo) {
        return estate.withChanged(
                kind, name, resource -> isUndo ? kind.undone(resource, step) : kind.after(resource, step));
    }
}
