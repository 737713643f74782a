package dev.gleaner.local.feed;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gleaner.contracts.Json;
import dev.gleaner.local.estate.Bucket;
import dev.gleaner.local.estate.EndpointType;
import dev.gleaner.local.estate.Estate;
import dev.gleaner.local.estate.Vpc;
import dev.gleaner.local.estate.VpcEndpoint;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** The buckets and VPCs of an estate while what Gleaner did is being done to them again. Unknown names are passed over. */
final class AlteredEstate {

    /** The tag by which Gleaner knows an endpoint that an action of its own made. */
    private static final String ACTION = "gleaner:action";

    private static final String RULES = "Rules";

    private final Estate estate;
    private final List<Bucket> buckets;
    private final List<Vpc> vpcs;

    AlteredEstate(Estate estate) {
        this.estate = estate;
        this.buckets = new ArrayList<>(estate.buckets());
        this.vpcs = new ArrayList<>(estate.vpcs());
    }

    Estate estate() {
        return estate.with(buckets, vpcs);
    }

    /** The rule that an intent names went into the document that it found. */
    void lifecycle(String bucket, JsonNode intent) {
        String rule = intent.path("parameters").path("rule").asText();
        if (!rule.isEmpty()) {
            JsonNode after = merged(before(intent), Json.read(rule, JsonNode.class));
            replaceBucket(bucket, found -> found.withLifecycle(after));
        }
    }

    /** The document is as the intent found it. */
    void lifecycleBefore(String bucket, JsonNode intent) {
        JsonNode before = before(intent);
        replaceBucket(bucket, found -> found.withLifecycle(orNone(before)));
    }

    /** The action made an endpoint to S3. */
    void endpoint(String vpc, String action) {
        replaceVpc(vpc, found -> {
            List<VpcEndpoint> all = new ArrayList<>(found.endpoints());
            all.add(new VpcEndpoint(null, VpcEndpoint.S3, EndpointType.GATEWAY, Map.of(ACTION, action)));
            return found.withEndpoints(all);
        });
    }

    /** The endpoint that the action made is gone. */
    void noEndpoint(String vpc, String action) {
        replaceVpc(
                vpc,
                found -> found.withEndpoints(found.endpoints().stream()
                        .filter(endpoint -> !action.equals(endpoint.tags().get(ACTION)))
                        .toList()));
    }

    private void replaceBucket(String name, UnaryOperator<Bucket> change) {
        buckets.replaceAll(bucket -> bucket.name().equals(name) ? change.apply(bucket) : bucket);
    }

    private void replaceVpc(String name, UnaryOperator<Vpc> change) {
        vpcs.replaceAll(vpc -> vpc.name().equals(name) ? change.apply(vpc) : vpc);
    }

    private static JsonNode before(JsonNode intent) {
        return intent.path("before").path("bucket").path("lifecycle");
    }

    /** In the place of the rule with its ID, else at the end. */
    private static JsonNode merged(JsonNode before, JsonNode rule) {
        ObjectNode after = before.isObject() ? before.deepCopy() : Json.mapper().createObjectNode();
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
        return Optional.of(document).filter(some -> !some.path(RULES).isEmpty()).orElse(null);
    }
}
