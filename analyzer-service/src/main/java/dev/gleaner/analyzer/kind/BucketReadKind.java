package dev.gleaner.analyzer.kind;

import dev.gleaner.analyzer.cost.DatedPrices;
import dev.gleaner.analyzer.evaluation.EpisodeStore;
import dev.gleaner.analyzer.evaluation.EvaluationBounds;
import dev.gleaner.analyzer.evaluation.RequiredSources;
import dev.gleaner.analyzer.evaluation.RequiredSources.Category;
import dev.gleaner.analyzer.evaluation.RuleSet;
import dev.gleaner.analyzer.finding.RuleEvaluation;
import dev.gleaner.analyzer.profile.Hour;
import dev.gleaner.analyzer.profile.inventory.BucketFacts;
import dev.gleaner.analyzer.profile.inventory.InventoryProfile;
import dev.gleaner.analyzer.profile.inventory.InventorySnapshot;
import dev.gleaner.analyzer.profile.inventory.PrefixReuseSnapshot;
import dev.gleaner.analyzer.profile.inventory.PrefixSnapshot;
import dev.gleaner.analyzer.profile.reuse.ReadHistory;
import dev.gleaner.analyzer.profile.reuse.ReadSignals;
import dev.gleaner.analyzer.rule.RuleSettings;
import dev.gleaner.analyzer.rule.egress.CrossRegionRead;
import dev.gleaner.analyzer.rule.egress.CrossRegionReadConfig;
import dev.gleaner.analyzer.rule.egress.RepeatedDownload;
import dev.gleaner.analyzer.rule.egress.RepeatedDownloadConfig;
import dev.gleaner.contracts.resource.Arn;
import dev.gleaner.contracts.resource.ResourceKind;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Buckets, evaluated by the readers of their prefixes. Separate from {@link BucketKind}, as it waits for CloudTrail data or server
 * access logs, for which storage rules must not wait.
 */
final class BucketReadKind extends KindDefinition<BucketFacts, ReadHistory> {

    private final KindContext context;
    private final RepeatedDownload repeatedDownload;

    private BucketReadKind(
            Builder<BucketFacts, ReadHistory> builder,
            PrefixRules rules,
            KindContext context,
            RepeatedDownload repeatedDownload) {
        super(builder, rules);
        this.context = context;
        this.repeatedDownload = repeatedDownload;
    }

    static KindFactory of(RuleSettings settings) {
        CrossRegionReadConfig config = settings.of(CrossRegionReadConfig.class);
        CrossRegionRead crossRegionRead = CrossRegionRead.of(config);
        RepeatedDownload repeatedDownload = RepeatedDownload.of(settings.of(RepeatedDownloadConfig.class));
        return context -> new BucketReadKind(
                KindDefinition.of(
                                "bucket-reads",
                                ResourceKind.BUCKET,
                                BucketFacts.class,
                                listing -> BucketFacts.of(listing).withoutStorage())
                        .keysWith("reads ")
                        .awaits(RequiredSources.of(Category.listingOf(ResourceKind.BUCKET), Category.OBJECT_READS))
                        .keeps(() -> new ReadHistory(config.prefixesPerBucket()), new ReadSignals()),
                new PrefixRules(context, context.rules(crossRegionRead), context.rules(repeatedDownload)),
                context,
                repeatedDownload);
    }

    /** The details of repeated reads are kept where these may pay. */
    @Override
    void close(InventoryProfile<BucketFacts, ReadHistory> bucket, Hour hour, EvaluationBounds bounds) {
        DatedPrices known = context.prices().on(hour);
        bucket.history()
                .close(
                        hour,
                        daysKept(),
                        (reuse, repeated, part) -> repeatedDownload.mayPay(
                                reuse, repeated, bucket.region(), hour.day(), known::amount, part));
        bucket.closeListings(hour);
    }

    /** Rules of each prefix of a bucket. */
    private record PrefixRules(
            KindContext context, RuleSet<PrefixSnapshot> rules, RuleSet<PrefixReuseSnapshot> reuseRules)
            implements KindRules<BucketFacts, ReadHistory> {

        @Override
        public int daysKept() {
            return rules.daysKept();
        }

        @Override
        public List<EpisodeStore.Key> episodeKeys(InventoryProfile<BucketFacts, ReadHistory> bucket) {
            String name = Arn.parse(bucket.resource()).id();
            return bucket.parts().stream()
                    .map(prefix -> Arn.prefix(name, prefix).toString())
                    .flatMap(resource -> Stream.concat(rules.episodeKeys(resource), reuseRules.episodeKeys(resource)))
                    .toList();
        }

        @Override
        public List<RuleEvaluation> evaluate(
                InventorySnapshot<BucketFacts, ReadHistory> snapshot, EvaluationBounds bounds) {
            Set<String> prefixes = snapshot.history().finalParts();
            prefixes.addAll(snapshot.listed().watched());
            return evaluate(snapshot, prefixes, bounds);
        }

        /** Includes prefixes whose first hour is not final yet. */
        @Override
        public List<RuleEvaluation> evaluateProvisional(
                InventorySnapshot<BucketFacts, ReadHistory> snapshot, EvaluationBounds bounds) {
            return evaluate(snapshot, snapshot.listed().parts(), bounds);
        }

        private List<RuleEvaluation> evaluate(
                InventorySnapshot<BucketFacts, ReadHistory> snapshot, Set<String> names, EvaluationBounds bounds) {
            return names.stream()
                    .map(name ->
                            new PrefixSnapshot(snapshot, name, context.prices().on(snapshot.hour())::amount))
                    .flatMap(prefix -> Stream.concat(
                            rules.evaluate(prefix, bounds),
                            reuseRules.evaluate(new PrefixReuseSnapshot(prefix), bounds)))
                    .toList();
        }
    }
}
