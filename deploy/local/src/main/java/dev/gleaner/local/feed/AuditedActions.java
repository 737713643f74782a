package dev.gleaner.local.feed;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gleaner.contracts.audit.AuditEntry;
import dev.gleaner.local.estate.Call;
import dev.gleaner.local.estate.Estate;
import dev.gleaner.local.estate.Event;
import dev.gleaner.local.estate.When;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What Gleaner itself has done so far, as its audit says: the stand-in forgets it at each restart. An entry of what was
 * observed counts; what the action was, and what was there before, stands in that of its intent.
 */
final class AuditedActions {

    /** By the state that was seen, else by the name of the action. */
    private static final Map<String, Call> CALLS = Map.of(
            "stopped", Call.STOP_INSTANCES,
            "running", Call.START_INSTANCES,
            "stop-instance", Call.STOP_INSTANCES,
            "start-instance", Call.START_INSTANCES);

    private final Map<String, String> names;
    private final Map<String, JsonNode> intents = new HashMap<>();
    private final Map<String, String> undone = new HashMap<>();
    private final List<AuditEntry> observed = new ArrayList<>();

    /**
     * Of an audit.
     *
     * @param names the logical names of what an estate has, by ARN
     */
    AuditedActions(List<AuditEntry> audit, Map<String, String> names) {
        this.names = Map.copyOf(names);
        audit.forEach(this::note);
    }

    /** The estate with all that was done, in order. */
    Estate appliedTo(Estate estate) {
        List<Event> events = new ArrayList<>();
        AlteredEstate altered = new AlteredEstate(estate);
        for (AuditEntry entry : observed) {
            name(entry).ifPresent(name -> {
                event(entry, name).ifPresent(events::add);
                alter(entry, name, altered);
            });
        }
        return altered.estate().with(events);
    }

    /** How many of them concern the estate. */
    long count() {
        return observed.stream().filter(entry -> name(entry).isPresent()).count();
    }

    private void note(AuditEntry entry) {
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

    private static Optional<Event> event(AuditEntry entry, String name) {
        JsonNode detail = entry.detail();
        Call call = CALLS.getOrDefault(
                detail.path("state").asText(), CALLS.get(detail.path("action").asText()));
        return Optional.ofNullable(call)
                .map(known -> Event.of(known, name, new When(entry.at().toString())));
    }

    /** Without its intent nobody did anything: it was found as it was wanted. */
    private void alter(AuditEntry entry, String name, AlteredEstate altered) {
        String action = entry.detail().path("action").asText();
        JsonNode intent = intents.get(action);
        if (intent == null) {
            return;
        }
        String original = undone.get(action);
        if (original == null) {
            altered.lifecycle(name, intent);
            altered.endpoint(name, action);
        } else {
            altered.lifecycleBefore(name, intents.getOrDefault(original, intent));
            altered.noEndpoint(name, original);
        }
    }
}
