package dev.gleaner.local.feed;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gleaner.contracts.Json;
import dev.gleaner.contracts.audit.AuditEntry;
import dev.gleaner.local.estate.Estate;
import dev.gleaner.local.estate.EstateEvent;
import dev.gleaner.local.estate.kind.EstateBucket;
import dev.gleaner.local.estate.kind.EstateInstance;
import dev.gleaner.local.estate.kind.EstateVpc;
import dev.gleaner.local.estate.kind.KindRegistry;
import dev.gleaner.local.estate.series.EstateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The actions of Gleaner so far, from its audit. The stand-in loses their effects at each restart. An entry that
 * records an observation counts; the action and the state before it are in the entry of its intent.
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

    /** The parameter of an action that changes the type of an instance. */
    private static final String TYPE = "instanceType";

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
        EstateChanges altered = new EstateChanges(estate);
        for (AuditEntry entry : observed) {
            name(entry).ifPresent(name -> {
                event(entry, name).ifPresent(events::add);
                applyAction(entry, name, altered);
            });
        }
        return altered.estate().with(events);
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
    private void applyAction(AuditEntry entry, String name, EstateChanges altered) {
        String action = entry.detail().path("action").asText();
        JsonNode intent = intents.get(action);
        if (intent == null) {
            return;
        }
        String original = undone.get(action);
        if (original == null) {
            altered.applyLifecycleRule(name, intent);
            altered.addEndpoint(name, action);
            altered.resize(name, entry, intent.path("parameters").path(TYPE).asText());
            altered.others().apply(name, entry, intent);
        } else {
            JsonNode undoneIntent = intents.getOrDefault(original, intent);
            altered.restoreLifecycle(name, undoneIntent);
            altered.removeEndpoint(name, original);
            altered.resize(
                    name,
                    entry,
                    undoneIntent.path("before").path("instance").path("type").asText());
            altered.others().undo(name, undoneIntent);
        }
    }

    /** The resources of an estate while the actions are applied to them again. Unknown names are ignored. */
    static final class EstateChanges {

        /** The tag by which Gleaner identifies an endpoint that one of its actions created. */
        private static final String ACTION = "gleaner:action";

        private static final String RULES = "Rules";

        /** The step that changes the type of an instance. */
        private static final String RESIZING = "set-size";

        private final Estate estate;
        private final List<EstateInstance> instances;
        private final List<EstateBucket> buckets;
        private final List<EstateVpc> vpcs;
        private final OtherResourceChanges others;

        EstateChanges(Estate estate) {
            this.estate = estate;
            this.instances = new ArrayList<>(estate.instances());
            this.buckets = new ArrayList<>(estate.buckets());
            this.vpcs = new ArrayList<>(estate.vpcs());
            this.others = new OtherResourceChanges(estate);
        }

        Estate estate() {
            return others.applyTo(estate.with(KindRegistry.INSTANCES, instances)
                    .with(KindRegistry.BUCKETS, buckets)
                    .with(KindRegistry.VPCS, vpcs));
        }

        /** The changes of volumes, addresses, snapshots and log groups. */
        OtherResourceChanges others() {
            return others;
        }

        /** Adds the rule, or the array of rules, of an intent to the document that the intent recorded. */
        void applyLifecycleRule(String bucket, JsonNode intent) {
            String rule = intent.path("parameters").path("rule").asText();
            if (!rule.isEmpty()) {
                JsonNode added = Json.read(rule, JsonNode.class);
                JsonNode after = before(intent);
                for (JsonNode one : added.isArray() ? added : List.of(added)) {
                    after = merged(after, one);
                }
                JsonNode document = after;
                replaceBucket(bucket, found -> found.withLifecycle(document));
            }
        }

        /** Restores the document that the intent recorded. */
        void restoreLifecycle(String bucket, JsonNode intent) {
            JsonNode before = before(intent);
            replaceBucket(bucket, found -> found.withLifecycle(orNone(before)));
        }

        /** Adds the endpoint to S3 that an action created. */
        void addEndpoint(String vpc, String action) {
            replaceVpc(vpc, found -> {
                List<EstateVpc.Endpoint> all = new ArrayList<>(found.endpoints());
                all.add(new EstateVpc.Endpoint(
                        null, EstateVpc.Endpoint.S3, EstateVpc.EndpointType.GATEWAY, Map.of(ACTION, action)));
                return found.withEndpoints(all);
            });
        }

        /** Removes the endpoint that an action created. */
        void removeEndpoint(String vpc, String action) {
            replaceVpc(
                    vpc,
                    found -> found.withEndpoints(found.endpoints().stream()
                            .filter(endpoint -> !action.equals(endpoint.tags().get(ACTION)))
                            .toList()));
        }

        /** Changes the type of an instance, if that is the step that was observed. */
        void resize(String instance, AuditEntry observed, String type) {
            if (observed.detail().path("step").asText().equals(RESIZING) && !type.isEmpty()) {
                instances.replaceAll(found -> found.name().equals(instance) ? found.withType(type) : found);
            }
        }

        private void replaceBucket(String name, UnaryOperator<EstateBucket> change) {
            buckets.replaceAll(bucket -> bucket.name().equals(name) ? change.apply(bucket) : bucket);
        }

        private void replaceVpc(String name, UnaryOperator<EstateVpc> change) {
            vpcs.replaceAll(vpc -> vpc.name().equals(name) ? change.apply(vpc) : vpc);
        }

        private static JsonNode before(JsonNode intent) {
            return intent.path("before").path("bucket").path("lifecycle");
        }

        /** Replaces the rule with the same ID, else appends the rule. */
        private static JsonNode merged(JsonNode before, JsonNode rule) {
            ObjectNode after =
                    before.isObject() ? before.deepCopy() : Json.mapper().createObjectNode();
            ArrayNode rules = after.putArray(RULES);
            boolean replaced = false;
            for (JsonNode found : before.path(RULES)) {
                boolean same = found.path("ID").equals(rule.path("ID"));
                rules.add(same ? rule : found);
                replaced |= same;
            }
            return replaced ? after : after.set(RULES, rules.add(rule));
        }

        private static @Nullable JsonNode orNone(JsonNode document) {
            return Optional.of(document)
                    .filter(some -> !some.path(RULES).isEmpty())
                    .orElse(null);
        }
    }
}
