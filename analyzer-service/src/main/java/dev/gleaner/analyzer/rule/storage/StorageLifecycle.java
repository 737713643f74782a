package dev.gleaner.analyzer.rule.storage;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gleaner.analyzer.profile.inventory.BucketFacts;
import dev.gleaner.analyzer.profile.inventory.InventorySnapshot;
import dev.gleaner.analyzer.rule.Rule;
import dev.gleaner.analyzer.rule.Verdict;
import dev.gleaner.contracts.Json;
import dev.gleaner.contracts.finding.Evidence;
import dev.gleaner.contracts.finding.Remedy;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A bucket with a prefix that by its name should have a lifecycle rule, and has none. Nothing is known of how the objects
 * are used, so that no remedy of this rule throws any away.
 *
 * @param abortDays after how many days an upload ends that nobody completes
 */
record StorageLifecycle(List<PrefixConvention> conventions, int abortDays, int effortMinutes)
        implements Rule<InventorySnapshot<BucketFacts>> {

    static final String NAME = "storage-lifecycle";

    /** Source: Amazon S3 User Guide, "Restoring an archived object" and "Amazon S3 storage classes". */
    private static final List<String> LOST_BY_A_MOVE = List.of(
            "objects that have moved stay in their new storage class, which bills a least time and each retrieval",
            "objects in an archive class can't be read until they are restored, which takes hours");

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
        return new Verdict.Found(evidence(bucket, present, uncovered, document), remedies);
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
                LOST_BY_A_MOVE,
                "By convention, not by measured use: move what lies below " + convention.prefix()
                        + " to cheaper storage classes as it grows old. Look first whether old objects of it are still read.");
    }

    private Remedy advise(PrefixConvention convention, BucketFacts bucket, LifecycleDocument document) {
        return Remedy.advice("By convention, not by measured use: let what lies below " + convention.prefix()
                + " end. What has ended is gone for ever, so that its owner has to decide. A rule for it: "
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

    /** The lifecycle rule that a convention asks for, in the provider's own field names. */
    static final class RuleJson {

        /** What the IDs of rules of ours begin with. */
        private static final String MARK = "gleaner-";

        private RuleJson() {}

        /**
         * As JSON.
         *
         * @param versioned whether old versions may be there, which move by actions of their own
         * @param abortDays after how many days an upload ends that nobody completes; 0 where another rule says
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
            return MARK + name.replace('/', '-');
        }
    }
}
