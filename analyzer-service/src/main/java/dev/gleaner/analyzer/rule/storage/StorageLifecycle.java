package dev.gleaner.analyzer.rule.storage;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gleaner.analyzer.profile.inventory.BucketFacts;
import dev.gleaner.analyzer.profile.inventory.InventorySnapshot;
import dev.gleaner.analyzer.rule.Rule;
import dev.gleaner.analyzer.rule.RuleNumbers;
import dev.gleaner.analyzer.rule.Verdict;
import dev.gleaner.contracts.Json;
import dev.gleaner.contracts.finding.Evidence;
import dev.gleaner.contracts.finding.Remedy;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A bucket with a prefix that by its name should have a lifecycle rule, and has none. As the use of the objects is not known, no
 * action of this rule deletes any.
 *
 * @param abortDays days after which an incomplete multipart upload is aborted
 */
public record StorageLifecycle(List<PrefixConvention> conventions, int abortDays, int effortMinutes)
        implements Rule<InventorySnapshot<BucketFacts>> {

    static final String NAME = "storage-lifecycle";

    /** Source: Amazon S3 User Guide, "Restoring an archived object" and "Amazon S3 storage classes". */
    private static final List<String> LOST_BY_TRANSITION = List.of(
            "moved objects stay in their new storage class, which bills a minimum duration and each retrieval",
            "objects in an archive class can't be read until they are restored, which takes hours");

    /** The rule as configured. */
    public static StorageLifecycle of(StorageLifecycleConfig config) {
        return new StorageLifecycle(
                config.conventions(),
                Math.toIntExact(config.abortUploads().toDays()),
                RuleNumbers.minutes(config.effort()));
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public int step() {
        return 2;
    }

    @Override
    public int hours() {
        return 1;
    }

    @Override
    public Verdict evaluate(InventorySnapshot<BucketFacts> inventorySnapshot) {
        BucketFacts bucket = inventorySnapshot.facts();
        if (bucket == null) {
            return new Verdict.Nothing("it is not listed");
        }
        List<PrefixConvention> present = conventions.stream()
                .filter(convention -> bucket.prefixes().contains(convention.prefix()))
                .filter(convention -> !convention.isOfOldVersions() || bucket.hasVersions())
                .toList();
        if (present.isEmpty()) {
            return new Verdict.Nothing("it has no prefix that a convention names");
        }
        String lifecycle = bucket.lifecycle();
        if (lifecycle == null) {
            return new Verdict.Insufficient(
                    List.of("its lifecycle document: the permission s3:GetLifecycleConfiguration is needed"));
        }
        Optional<LifecycleDocument> document = LifecycleDocument.parse(lifecycle);
        return document.isEmpty()
                ? new Verdict.Insufficient(List.of("its lifecycle document can't be read"))
                : evaluate(bucket, present, document.get());
    }

    private Verdict evaluate(BucketFacts bucket, List<PrefixConvention> present, LifecycleDocument document) {
        List<PrefixConvention> uncovered = present.stream()
                .filter(convention -> !covers(document, convention))
                .sorted(Comparator.comparing(convention -> !convention.onlyTransitions()))
                .toList();
        if (uncovered.isEmpty()) {
            return new Verdict.Nothing("each prefix that a convention names has a rule");
        }
        List<Remedy> remedies = uncovered.stream()
                .map(convention -> convention.onlyTransitions()
                        ? put(convention, bucket, document)
                        : advise(convention, bucket, document))
                .toList();
        return new Verdict.Found(() -> evidence(bucket, present, uncovered, document), () -> remedies);
    }

    private static boolean covers(LifecycleDocument document, PrefixConvention convention) {
        return convention.isOfOldVersions()
                ? document.coversVersions(convention.prefix())
                : document.coversObjects(convention.prefix());
    }

    private Remedy put(PrefixConvention convention, BucketFacts bucket, LifecycleDocument document) {
        return new Remedy(
                "put-lifecycle-rule",
                Map.of("rule", json(convention, bucket, document)),
                true,
                LOST_BY_TRANSITION,
                "By convention, not by measured use: move objects below " + convention.prefix()
                        + " to cheaper storage classes as they age. First check whether old ones are still read.");
    }

    private Remedy advise(PrefixConvention convention, BucketFacts bucket, LifecycleDocument document) {
        return Remedy.advice("By convention, not by measured use: expire objects below " + convention.prefix()
                + ". Expired objects can't be restored, so their owner has to decide. A rule: "
                + json(convention, bucket, document));
    }

    private String json(PrefixConvention convention, BucketFacts bucket, LifecycleDocument document) {
        int abort = document.endsUploads(convention.prefix()) ? 0 : abortDays;
        return RuleJson.json(convention, bucket.hasVersions(), abort);
    }

    private static List<Evidence> evidence(
            BucketFacts bucket,
            List<PrefixConvention> present,
            List<PrefixConvention> uncovered,
            LifecycleDocument document) {
        List<Evidence> evidence = new ArrayList<>();
        evidence.add(new Evidence("prefixes that a convention names", present.size(), "prefixes", null, 1, 1));
        evidence.add(new Evidence("of them without a rule", uncovered.size(), "prefixes", 1.0, 1, 1));
        evidence.add(new Evidence("rules of the bucket", document.rules().size(), "rules", null, 1, 1));
        Long size = bucket.size();
        if (size != null) {
            evidence.add(new Evidence("size of the bucket", size, "bytes", null, 1, 1));
        }
        return evidence;
    }

    /** The lifecycle rule of a convention, in the JSON of the S3 API. */
    static final class RuleJson {

        /** Prefix of the IDs of rules that Gleaner creates. */
        private static final String ID_PREFIX = "gleaner-";

        private RuleJson() {}

        /**
         * The rule as JSON.
         *
         * @param versioned whether there may be noncurrent versions, which need transitions of their own
         * @param abortDays days after which an incomplete upload is aborted; 0 if another rule does that
         */
        static String json(PrefixConvention convention, boolean versioned, int abortDays) {
            ObjectNode rule = Json.mapper().createObjectNode();
            rule.put("ID", id(convention.prefix()));
            rule.putObject("Filter").put("Prefix", convention.prefix());
            rule.put("Status", "Enabled");
            if (!convention.steps().isEmpty()) {
                steps(convention, "Days", rule.putArray("Transitions"));
                if (versioned) {
                    steps(convention, "NoncurrentDays", rule.putArray("NoncurrentVersionTransitions"));
                }
            }
            if (convention.expireDays() > 0) {
                rule.putObject("Expiration").put("Days", convention.expireDays());
            }
            if (convention.expireNoncurrentDays() > 0) {
                rule.putObject("NoncurrentVersionExpiration").put("NoncurrentDays", convention.expireNoncurrentDays());
            }
            if (abortDays > 0) {
                rule.putObject("AbortIncompleteMultipartUpload").put("DaysAfterInitiation", abortDays);
            }
            return Json.text(rule);
        }

        private static void steps(PrefixConvention convention, String unit, ArrayNode transitions) {
            convention
                    .steps()
                    .forEach(step ->
                            transitions.addObject().put(unit, step.days()).put("StorageClass", step.storageClass()));
        }

        private static String id(String prefix) {
            String name = prefix.endsWith("/") ? prefix.substring(0, prefix.length() - 1) : prefix;
            return ID_PREFIX + name.replace('/', '-');
        }
    }

    /** The lifecycle rules of a bucket, as far as they hold for all objects of a prefix. */
    record LifecycleDocument(List<JsonNode> rules) {

        private static final String PREFIX = "Prefix";
        private static final String SIZE = "ObjectSizeGreaterThan";

        /**
         * The largest object that S3 leaves where it is by default, bytes. Source: Amazon S3 User Guide, "Transitioning objects
         * using Amazon S3 Lifecycle", minimum object size.
         */
        private static final long SMALLEST_MOVED = 131_072;

        /** Parses the JSON of the S3 API; empty when it can't be read. */
        static Optional<LifecycleDocument> parse(String json) {
            try {
                JsonNode rules = Json.read(json, JsonNode.class).path("Rules");
                List<JsonNode> list = new ArrayList<>();
                rules.forEach(list::add);
                return rules.isArray() ? Optional.of(new LifecycleDocument(list)) : Optional.empty();
            } catch (UncheckedIOException e) {
                return Optional.empty();
            }
        }

        /** Whether a rule moves or expires current objects. */
        boolean coversObjects(String prefix) {
            return hasTransition(prefix, "Transitions")
                    || rulesForWhole(prefix)
                            .anyMatch(rule -> rule.path("Expiration").has("Days")
                                    || rule.path("Expiration").has("Date"));
        }

        /** Whether a rule moves or expires noncurrent versions. */
        boolean coversVersions(String prefix) {
            return hasTransition(prefix, "NoncurrentVersionTransitions")
                    || rulesForWhole(prefix)
                            .anyMatch(rule ->
                                    rule.path("NoncurrentVersionExpiration").has("NoncurrentDays"));
        }

        /** A transition that excludes only small objects counts: they would cost more in another class (NixOS/infra#960). */
        private boolean hasTransition(String prefix, String transitions) {
            return rulesFor(prefix)
                    .filter(rule -> isWhole(filter(rule)) || excludesOnlySmall(filter(rule)))
                    .anyMatch(rule -> isSome(rule.path(transitions)));
        }

        /** Whether a rule aborts incomplete uploads. */
        boolean endsUploads(String prefix) {
            return rulesForWhole(prefix).anyMatch(rule -> isSome(rule.path("AbortIncompleteMultipartUpload")));
        }

        /** The enabled rules that apply to all objects of a prefix. */
        private Stream<JsonNode> rulesForWhole(String prefix) {
            return rulesFor(prefix).filter(rule -> isWhole(filter(rule)));
        }

        /** The enabled rules that apply to objects of a prefix. */
        private Stream<JsonNode> rulesFor(String prefix) {
            return rules.stream()
                    .filter(rule -> rule.path("Status").asText().equals("Enabled"))
                    .filter(rule -> prefix.startsWith(start(rule)));
        }

        /** A condition on tags or sizes excludes objects. */
        private static boolean isWhole(JsonNode filter) {
            return hasOnly(filter, Set.of(PREFIX));
        }

        private static boolean excludesOnlySmall(JsonNode filter) {
            return hasOnly(filter, Set.of(PREFIX, SIZE)) && filter.path(SIZE).asLong() <= SMALLEST_MOVED;
        }

        private static boolean hasOnly(JsonNode filter, Set<String> fields) {
            return filter.properties().stream().allMatch(field -> fields.contains(field.getKey()));
        }

        private static JsonNode filter(JsonNode rule) {
            JsonNode filter = rule.path("Filter");
            return filter.has("And") ? filter.path("And") : filter;
        }

        /** The deprecated prefix of the rule itself counts if there is no filter. */
        private static String start(JsonNode rule) {
            return filter(rule).path(PREFIX).asText(rule.path(PREFIX).asText(""));
        }

        private static boolean isSome(JsonNode node) {
            return node.isContainerNode() && !node.isEmpty();
        }
    }
}
