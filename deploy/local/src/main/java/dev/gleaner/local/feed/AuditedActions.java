package dev.gleaner.local.feed;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gleaner.contracts.Json;
import dev.gleaner.contracts.audit.AuditEntry;
import dev.gleaner.local.estate.Estate;
import dev.gleaner.local.estate.EstateBucket;
import dev.gleaner.local.estate.EstateEvent;
import dev.gleaner.local.estate.EstateTime;
import dev.gleaner.local.estate.EstateVpc;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * What Gleaner itself has done so far, as its audit says: the stand-in forgets it at each restart. An entry of what was
 * observed counts; what the action was, and what was there before, stands in that of its intent.
 */
final class AuditedActions {

    /** By the state that was seen, else by the name of the action. */
    private static final Map<String, EstateEvent.ApiCall> CALLS = Map.of(
            "stopped", EstateEvent.ApiCall.STOP_INSTANCES,
            "running", EstateEvent.ApiCall.START_INSTANCES,
            "stop-instance", EstateEvent.ApiCall.STOP_INSTANCES,
            "start-instance", EstateEvent.ApiCall.START_INSTANCES);

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
        audit.forEach(this::record);
    }

    /** The estate with all that was done, in order. */
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

    /** How many of them concern the estate. */
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

    /** Without its intent nobody did anything: it was found as it was wanted. */
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
        } else {
            altered.restoreLifecycle(name, intents.getOrDefault(original, intent));
            altered.removeEndpoint(name, original);
        }
    }

    /** The buckets and VPCs of an estate while what Gleaner did is being done to them again. Unknown names are passed over. */
    static final class EstateChanges {

        /** The tag by which Gleaner knows an endpoint that an action of its own made. */
        private static final String ACTION = "gleaner:action";

        private static final String RULES = "Rules";

        private final Estate estate;
        private final List<EstateBucket> buckets;
        private final List<EstateVpc> vpcs;

        EstateChanges(Estate estate) {
            this.estate = estate;
            this.buckets = new ArrayList<>(estate.buckets());
            this.vpcs = new ArrayList<>(estate.vpcs());
        }

        Estate estate() {
            return estate.with(buckets, vpcs);
        }

        /** The rule that an intent names went into the document that it found. */
        void applyLifecycleRule(String bucket, JsonNode intent) {
            String rule = intent.path("parameters").path("rule").asText();
            if (!rule.isEmpty()) {
                JsonNode after = merged(before(intent), Json.read(rule, JsonNode.class));
                replaceBucket(bucket, found -> found.withLifecycle(after));
            }
        }

        /** The document is as the intent found it. */
        void restoreLifecycle(String bucket, JsonNode intent) {
            JsonNode before = before(intent);
            replaceBucket(bucket, found -> found.withLifecycle(orNone(before)));
        }

        /** The action made an endpoint to S3. */
        void addEndpoint(String vpc, String action) {
            replaceVpc(vpc, found -> {
                List<EstateVpc.Endpoint> all = new ArrayList<>(found.endpoints());
                all.add(new EstateVpc.Endpoint(
                        null, EstateVpc.Endpoint.S3, EstateVpc.EndpointType.GATEWAY, Map.of(ACTION, action)));
                return found.withEndpoints(all);
            });
        }

        /** The endpoint that the action made is gone. */
        void removeEndpoint(String vpc, String action) {
            replaceVpc(
                    vpc,
                    found -> found.withEndpoints(found.endpoints().stream()
                            .filter(endpoint -> !action.equals(endpoint.tags().get(ACTION)))
                            .toList()));
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

        /** In the place of the rule with its ID, else at the end. */
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
