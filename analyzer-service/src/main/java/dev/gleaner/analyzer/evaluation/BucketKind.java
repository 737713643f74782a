package dev.gleaner.analyzer.evaluation;

import dev.gleaner.analyzer.finding.RuleEvaluation;
import dev.gleaner.analyzer.profile.inventory.BucketFacts;
import dev.gleaner.analyzer.profile.inventory.InventoryProfile;
import dev.gleaner.analyzer.profile.inventory.InventoryProfileMapper;
import dev.gleaner.analyzer.profile.inventory.InventorySnapshot;
import dev.gleaner.analyzer.profile.inventory.TrafficRoute;
import dev.gleaner.contracts.resource.Arn;
import dev.gleaner.contracts.signal.proto.Inventory;
import dev.gleaner.contracts.signal.proto.Signal;
import java.util.List;
import java.util.Optional;

/** Buckets, by what is stored in them. */
final class BucketKind extends InventoryKind<BucketFacts> {

    private final RuleSet<InventorySnapshot<BucketFacts>> ruleSet;

    BucketKind(RuleSet<InventorySnapshot<BucketFacts>> ruleSet) {
        super(
                new InventoryProfileMapper<>("", BucketKind::isInBucket, BucketFacts.class),
                RequiredSources.of(SourceCategory.BUCKETS));
        this.ruleSet = ruleSet;
    }

    /** Whether it is a bucket or a prefix of one; access points have an account. */
    static boolean isInBucket(Arn resource) {
        return resource.service().equals("s3") && resource.account().isEmpty();
    }

    /** A bucket as listed. */
    static BucketFacts bucket(Signal listing) {
        Inventory seen = listing.getInventory();
        return new BucketFacts(
                listing.getAccount(),
                listing.getRegion(),
                seen.getTagsMap(),
                seen.hasLifecycleDocument() ? seen.getLifecycleDocument() : null,
                seen.getVersioning(),
                seen.getPrefixNamesList(),
                seen.hasSizeInStorage() ? seen.getSizeInStorage() : null);
    }

    @Override
    BucketFacts facts(Signal listing) {
        return bucket(listing);
    }

    @Override
    Optional<TrafficRoute> route(Signal access) {
        return Optional.empty();
    }

    @Override
    int daysKept() {
        return ruleSet.daysKept();
    }

    @Override
    int maxParts() {
        return 0;
    }

    @Override
    List<EpisodeStore.Key> episodeKeys(InventoryProfile<BucketFacts> bucket) {
        return ruleSet.episodeKeys(bucket.resource()).toList();
    }

    @Override
    List<RuleEvaluation> evaluate(InventorySnapshot<BucketFacts> inventorySnapshot, EvaluationBounds bounds) {
        return ruleSet.evaluate(inventorySnapshot, bounds).toList();
    }
}
