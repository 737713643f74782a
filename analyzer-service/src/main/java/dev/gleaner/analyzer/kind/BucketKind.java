package dev.gleaner.analyzer.kind;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.gleaner.analyzer.evaluation.EvaluationBounds;
import dev.gleaner.analyzer.evaluation.RequiredSources;
import dev.gleaner.analyzer.evaluation.RequiredSources.Category;
import dev.gleaner.analyzer.profile.Hour;
import dev.gleaner.analyzer.profile.inventory.BucketFacts;
import dev.gleaner.analyzer.profile.inventory.BucketSnapshot;
import dev.gleaner.analyzer.profile.inventory.InventoryProfile;
import dev.gleaner.analyzer.profile.inventory.InventorySnapshot;
import dev.gleaner.analyzer.profile.prefix.BucketContents;
import dev.gleaner.analyzer.profile.prefix.BucketContents.PrefixContents;
import dev.gleaner.analyzer.profile.prefix.ContentHistory;
import dev.gleaner.analyzer.profile.prefix.ContentSignals;
import dev.gleaner.analyzer.profile.prefix.ReadsByAge;
import dev.gleaner.analyzer.rule.RuleSettings;
import dev.gleaner.analyzer.rule.logs.LogPrefixExpiry;
import dev.gleaner.analyzer.rule.logs.LogRetentionConfig;
import dev.gleaner.analyzer.rule.storage.ForgottenBucketStorage;
import dev.gleaner.analyzer.rule.storage.ForgottenStorageConfig;
import dev.gleaner.analyzer.rule.storage.StorageLifecycle;
import dev.gleaner.analyzer.rule.storage.StorageLifecycleConfig;
import dev.gleaner.analyzer.rule.tags.MissingTags;
import dev.gleaner.contracts.resource.ResourceKind;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Buckets, evaluated by what is stored in them and how it is read. Nothing waits for a trail or server access logs where there
 * are none; where there are, hours become final only when they are complete, as reads that are not known yet are not absent.
 */
final class BucketKind extends KindDefinition<BucketFacts, ContentHistory> {

    private BucketKind(Builder<BucketFacts, ContentHistory> builder, KindRules<BucketFacts, ContentHistory> rules) {
        super(builder, rules);
    }

    static KindFactory of(RuleSettings settings) {
        StorageLifecycle lifecycle = StorageLifecycle.of(settings.of(StorageLifecycleConfig.class));
        ForgottenBucketStorage forgotten = ForgottenBucketStorage.of(settings.of(ForgottenStorageConfig.class));
        LogPrefixExpiry logs = LogPrefixExpiry.of(settings.of(LogRetentionConfig.class));
        MissingTags<BucketSnapshot> tags = MissingTags.of(MissingTags.Limits.of(settings));
        Builder<BucketFacts, ContentHistory> builder = KindDefinition.of(
                        "buckets", ResourceKind.BUCKET, BucketFacts.class, BucketFacts::of)
                .awaits(RequiredSources.of(Category.listingOf(ResourceKind.BUCKET))
                        .awaiting(Category.TRAIL, Category.ACCESS_LOGS))
                .followsCalls()
                .keeps(ContentHistory::new, new ContentSignals());
        return context -> new BucketKind(
                builder,
                builder.rulesOf(
                        snapshot -> new BucketSnapshot(snapshot, context.pricesOf(snapshot)),
                        context.rules(lifecycle, forgotten, logs, tags)));
    }

    /** The contents of a deleted bucket are forgotten. */
    @Override
    void close(InventoryProfile<BucketFacts, ContentHistory> bucket, Hour hour, EvaluationBounds bounds) {
        if (bucket.isGone()) {
            bucket.history().clear();
        } else {
            bucket.history()
                    .close(
                            hour,
                            bounds.isComplete(Category.TRAIL, hour),
                            bounds.isComplete(Category.ACCESS_LOGS, hour));
        }
        bucket.closeListings(hour);
    }

    @Override
    @Nullable
    Object described(InventorySnapshot<BucketFacts, ContentHistory> snapshot) {
        return DescribedBucket.of(snapshot.facts(), snapshot.history().asOf(snapshot.hour()));
    }

    /**
     * A bucket as an explanation shows it.
     *
     * @param listing as listed
     * @param reported creation of the report of S3 Inventory in use; null if there is none
     * @param contents the prefixes of the report
     */
    record DescribedBucket(
            @JsonUnwrapped BucketFacts listing, @Nullable Instant reported, List<DescribedPrefix> contents) {

        static @Nullable DescribedBucket of(@Nullable BucketFacts listing, BucketContents contents) {
            return listing == null
                    ? null
                    : new DescribedBucket(
                            listing,
                            contents.reported(),
                            contents.prefixes().entrySet().stream()
                                    .map(prefix -> DescribedPrefix.of(prefix.getKey(), prefix.getValue()))
                                    .toList());
        }

        /**
         * A prefix of a report.
         *
         * @param objects with old versions, without those of longer prefixes of the report
         * @param observedDays days in which its reads were recorded
         * @param requestsByAge reads by age step in the kept months; empty if none could be recorded
         * @param requestsOfUnknownAge reads of objects that are not in the sample
         */
        record DescribedPrefix(
                String prefix,
                long objects,
                long bytes,
                int observedDays,
                List<Double> requestsByAge,
                double requestsOfUnknownAge) {

            private static DescribedPrefix of(String name, PrefixContents prefix) {
                ReadsByAge reads = prefix.reads();
                return new DescribedPrefix(
                        name,
                        prefix.size().getObjects(),
                        prefix.size().getBytes(),
                        reads == null ? 0 : reads.observedDays(),
                        reads == null ? List.of() : reads.requests(),
                        reads == null ? 0 : reads.unknownRequests());
            }
        }
    }
}
