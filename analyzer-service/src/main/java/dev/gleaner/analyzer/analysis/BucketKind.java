package dev.gleaner.analyzer.analysis;

import dev.gleaner.analyzer.finding.Judgement;
import dev.gleaner.analyzer.profile.listed.BucketFacts;
import dev.gleaner.analyzer.profile.listed.Lane;
import dev.gleaner.analyzer.profile.listed.Listed;
import dev.gleaner.analyzer.profile.listed.ListedForm;
import dev.gleaner.analyzer.profile.listed.View;
import dev.gleaner.contracts.resource.Arn;
import dev.gleaner.contracts.signal.proto.Inventory;
import dev.gleaner.contracts.signal.proto.Signal;
import java.util.List;
import java.util.Optional;

/** Buckets, by what is stored in them. */
final class BucketKind extends ListedKind<BucketFacts> {

    private final Panel<View<BucketFacts>> panel;

    BucketKind(Panel<View<BucketFacts>> panel) {
        super(new ListedForm<>("", BucketKind::isInBucket, BucketFacts.class), Needs.of(Need.BUCKETS));
        this.panel = panel;
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
    Optional<Lane> lane(Signal access) {
        return Optional.empty();
    }

    @Override
    int daysKept() {
        return panel.daysKept();
    }

    @Override
    int parts() {
        return 0;
    }

    @Override
    List<Question> questions(Listed<BucketFacts> bucket) {
        return panel.questions(bucket.resource()).toList();
    }

    @Override
    List<Judgement> judge(View<BucketFacts> view, Bounds bounds) {
        return panel.judge(view, bounds).toList();
    }
}
