package dev.gleaner.analyzer.evaluation;

import dev.gleaner.analyzer.finding.RuleEvaluation;
import dev.gleaner.analyzer.profile.inventory.BucketFacts;
import dev.gleaner.analyzer.profile.inventory.InventoryProfile;
import dev.gleaner.analyzer.profile.inventory.InventoryProfileMapper;
import dev.gleaner.analyzer.profile.inventory.InventorySnapshot;
import dev.gleaner.analyzer.profile.inventory.PrefixSnapshot;
import dev.gleaner.analyzer.profile.inventory.TrafficRoute;
import dev.gleaner.contracts.resource.Arn;
import dev.gleaner.contracts.signal.proto.Access;
import dev.gleaner.contracts.signal.proto.Signal;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Buckets, by who reads their prefixes. A kind of its own, as it waits for a trail, which what is said of their storage must
 * not.
 */
final class BucketReadKind extends InventoryKind<BucketFacts> {

    private static final String MARK = "reads ";

    /** Calls that bring bytes of objects to the reader. Source: Amazon S3 User Guide, CloudTrail data events. */
    private static final Set<String> READS = Set.of("GetObject", "GetObjectTorrent", "SelectObjectContent");

    private final RuleSet<PrefixSnapshot> ruleSet;
    private final int parts;

    /** Keeps at most that many prefixes of a bucket one by one. */
    BucketReadKind(RuleSet<PrefixSnapshot> ruleSet, int parts) {
        super(
                new InventoryProfileMapper<>(MARK, BucketKind::isInBucket, BucketFacts.class),
                RequiredSources.of(SourceCategory.BUCKETS, SourceCategory.TRAIL));
        this.ruleSet = ruleSet;
        this.parts = parts;
    }

    @Override
    BucketFacts facts(Signal listing) {
        return BucketKind.bucket(listing).withoutStorage();
    }

    @Override
    Optional<TrafficRoute> route(Signal signal) {
        Access access = signal.getAccess();
        String prefix = prefix(Arn.parse(signal.getResource()));
        boolean isRead = READS.contains(access.getOperation()) && (prefix.isEmpty() || prefix.endsWith("/"));
        return isRead ? Optional.of(new TrafficRoute(prefix, access.getReaderRegion())) : Optional.empty();
    }

    @Override
    int daysKept() {
        return ruleSet.daysKept();
    }

    @Override
    int maxParts() {
        return parts;
    }

    @Override
    List<EpisodeStore.Key> episodeKeys(InventoryProfile<BucketFacts> bucket) {
        String name = Arn.parse(bucket.resource()).id();
        return bucket.parts().stream()
                .flatMap(prefix -> ruleSet.episodeKeys(Arn.prefix(name, prefix).toString()))
                .toList();
    }

    @Override
    List<RuleEvaluation> evaluate(InventorySnapshot<BucketFacts> inventorySnapshot, EvaluationBounds bounds) {
        return evaluate(inventorySnapshot, inventorySnapshot.listed().finalParts(), bounds);
    }

    /** Of prefixes too whose first hour is not final yet. */
    @Override
    List<RuleEvaluation> evaluateProvisional(
            InventorySnapshot<BucketFacts> inventorySnapshot, EvaluationBounds bounds) {
        return evaluate(inventorySnapshot, inventorySnapshot.listed().parts(), bounds);
    }

    private List<RuleEvaluation> evaluate(
            InventorySnapshot<BucketFacts> inventorySnapshot, Set<String> names, EvaluationBounds bounds) {
        return names.stream()
                .flatMap(name -> ruleSet.evaluate(new PrefixSnapshot(inventorySnapshot, name), bounds))
                .toList();
    }

    private static String prefix(Arn resource) {
        String path = resource.resource();
        return path.substring(Math.min(path.length(), resource.id().length() + 1));
    }
}
