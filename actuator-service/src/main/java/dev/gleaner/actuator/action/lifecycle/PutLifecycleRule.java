package dev.gleaner.actuator.action.lifecycle;

import dev.gleaner.actuator.action.Change;
import dev.gleaner.actuator.action.Order;
import dev.gleaner.actuator.aws.Bucket;
import dev.gleaner.actuator.aws.Buckets;
import dev.gleaner.actuator.aws.Lifecycle;
import dev.gleaner.actuator.aws.Subject;
import dev.gleaner.contracts.Json;
import dev.gleaner.contracts.finding.Remedy;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Writes a rule of ours into the lifecycle document of a bucket. */
@Singleton
public class PutLifecycleRule extends LifecycleAction {

    PutLifecycleRule(Buckets buckets) {
        super(buckets);
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
            OurRule rule = OurRule.of(remedy.parameters());
            return remedy.reversible() && !rule.expires() && rule.archives().isEmpty();
        } catch (RefusedRule refused) {
            return false;
        }
    }

    @Override
    public List<String> lost(Subject planned, Map<String, String> parameters) {
        try {
            OurRule rule = OurRule.of(parameters);
            List<String> lost = new ArrayList<>();
            if (rule.expires()) {
                lost.add("objects or versions that the rule ended meanwhile");
            }
            rule.archives()
                    .forEach(archive -> lost.add("the reading of objects that were moved to " + archive
                            + " meanwhile: each has to be restored first, which takes hours and is paid for"));
            return List.copyOf(lost);
        } catch (RefusedRule refused) {
            return List.of();
        }
    }

    @Override
    public Optional<Change> change(Subject planned, Map<String, String> parameters) {
        Lifecycle before = ((Bucket) planned).lifecycle();
        try {
            Lifecycle after = merged(before, parameters);
            return Optional.of(Change.of(Json.tree(before.canonical()), Json.tree(after.canonical())));
        } catch (RefusedRule refused) {
            return Optional.of(Change.impossible(Json.tree(before.canonical()), refused.why()));
        }
    }

    @Override
    Lifecycle wanted(Order order) {
        return merged(order);
    }

    /** What the document of a planned bucket becomes; {@link RefusedRule} when the rule is not to be put there. */
    public static Lifecycle merged(Order order) {
        return merged(((Bucket) order.planned()).lifecycle(), order.parameters());
    }

    private static Lifecycle merged(Lifecycle found, Map<String, String> parameters) {
        Lifecycle merged = LifecycleMerge.merge(found, OurRule.of(parameters));
        RefusedRule.unless(!merged.equals(found), "the bucket has this rule already");
        return merged;
    }
}
