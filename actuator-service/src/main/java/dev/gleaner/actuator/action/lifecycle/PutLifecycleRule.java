package dev.gleaner.actuator.action.lifecycle;

import dev.gleaner.actuator.action.ActionOrder;
import dev.gleaner.actuator.action.DocumentChange;
import dev.gleaner.actuator.aws.BucketLifecycle;
import dev.gleaner.actuator.aws.ResourceSnapshot;
import dev.gleaner.actuator.aws.S3Bucket;
import dev.gleaner.contracts.Json;
import dev.gleaner.contracts.finding.Remedy;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Writes a rule of ours into the lifecycle document of a bucket. */
@Singleton
public class PutLifecycleRule extends BucketLifecycleAction {

    PutLifecycleRule(S3Bucket.Client bucketClient) {
        super(bucketClient);
    }

    @Override
    public String name() {
        return "put-lifecycle-rule";
    }

    @Override
    public boolean restores() {
        return false;
    }

    @Override
    public Optional<String> undoneBy() {
        return Optional.of(RestoreLifecycle.NAME);
    }

    @Override
    public String call() {
        return "s3:PutLifecycleConfiguration";
    }

    /**
     * A rule that expires objects is not, whatever the remedy says of itself, nor is one that moves them to where they can't be
     * read: the former document brings none of them back.
     */
    @Override
    public boolean isReversible(Remedy remedy) {
        try {
            GleanerLifecycleRule rule = GleanerLifecycleRule.of(remedy.parameters());
            return remedy.reversible() && !rule.expires() && rule.archives().isEmpty();
        } catch (InvalidLifecycleRuleException refused) {
            return false;
        }
    }

    @Override
    public List<String> irreversibleEffects(ResourceSnapshot planned, Map<String, String> parameters) {
        try {
            GleanerLifecycleRule rule = GleanerLifecycleRule.of(parameters);
            List<String> lost = new ArrayList<>();
            if (rule.expires()) {
                lost.add("objects or versions that the rule ended meanwhile");
            }
            rule.archives()
                    .forEach(archive -> lost.add("the reading of objects that were moved to " + archive
                            + " meanwhile: each has to be restored first, which takes hours and is paid for"));
            return List.copyOf(lost);
        } catch (InvalidLifecycleRuleException refused) {
            return List.of();
        }
    }

    @Override
    public Optional<DocumentChange> change(ResourceSnapshot planned, Map<String, String> parameters) {
        BucketLifecycle before = ((S3Bucket) planned).lifecycle();
        try {
            BucketLifecycle after = merged(before, parameters);
            return Optional.of(DocumentChange.of(Json.tree(before.canonical()), Json.tree(after.canonical())));
        } catch (InvalidLifecycleRuleException refused) {
            return Optional.of(DocumentChange.impossible(Json.tree(before.canonical()), refused.why()));
        }
    }

    @Override
    BucketLifecycle wanted(ActionOrder order) {
        return merged(order);
    }

    /** What the document of a planned bucket becomes; {@link InvalidLifecycleRuleException} when the rule is not to be put there. */
    public static BucketLifecycle merged(ActionOrder order) {
        return merged(((S3Bucket) order.planned()).lifecycle(), order.parameters());
    }

    private static BucketLifecycle merged(BucketLifecycle found, Map<String, String> parameters) {
        BucketLifecycle merged = LifecycleRuleMerger.merge(found, GleanerLifecycleRule.of(parameters));
        InvalidLifecycleRuleException.unless(!merged.equals(found), "the bucket has this rule already");
        return merged;
    }
}
