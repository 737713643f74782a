package dev.gleaner.local.estate.kind;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gleaner.contracts.Json;
import dev.gleaner.contracts.resource.Arn;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.List;
import java.util.function.UnaryOperator;

/** S3 buckets. */
final class EstateBucketKind extends EstateKind<EstateBucket> {

    private static final String RULES = "Rules";

    private static final BigDecimal BINARY_GIGABYTE = BigDecimal.valueOf(1L << 30);

    EstateBucketKind() {
        super("buckets", "a bucket", EstateBucket.class);
    }

    @Override
    public Arn arn(EstateBucket bucket, String name, UnaryOperator<String> id) {
        return Arn.bucket(bucket.name());
    }

    /** Adds the rule, or the array of rules, of an action to the document that was there before it. */
    @Override
    public EstateBucket after(EstateBucket bucket, AuditedStep step) {
        String rule = step.parameters().path("rule").asText();
        if (rule.isEmpty()) {
            return bucket;
        }
        JsonNode added = Json.read(rule, JsonNode.class);
        JsonNode document = before(step);
        for (JsonNode one : added.isArray() ? added : List.of(added)) {
            document = merged(document, one);
        }
        return bucket.withLifecycle(document);
    }

    @Override
    public EstateBucket undone(EstateBucket bucket, AuditedStep step) {
        JsonNode before = before(step);
        return bucket.withLifecycle(before.path(RULES).isEmpty() ? null : before);
    }

    private static JsonNode before(AuditedStep step) {
        return step.before("bucket").path("lifecycle");
    }

    /** Replaces the rule with the same ID, else appends the rule. */
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

    @Override
    public List<BilledUsage> daily(EstateBucket bucket, BilledDay day) {
        Long bytes = bucket.bytes();
        return bytes == null
                ? List.of()
                : List.of(BilledUsage.storage(
                        bucket,
                        "AmazonS3",
                        "TimedStorage-ByteHrs",
                        "s3-standard",
                        BigDecimal.valueOf(bytes)
                                .divide(BINARY_GIGABYTE, MathContext.DECIMAL64)
                                .multiply(day.partOfMonth())));
    }
}
