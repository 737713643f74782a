package dev.gleaner.analyzer.rule.storage;

import dev.gleaner.analyzer.cost.BilledQuantity;
import dev.gleaner.analyzer.cost.ChargeSum;
import dev.gleaner.analyzer.cost.DatedPrices;
import dev.gleaner.analyzer.profile.inventory.BucketFacts;
import dev.gleaner.analyzer.profile.inventory.BucketFacts.UploadsOfAge;
import dev.gleaner.analyzer.profile.inventory.BucketSnapshot;
import dev.gleaner.analyzer.rule.Rule;
import dev.gleaner.analyzer.rule.RuleName;
import dev.gleaner.analyzer.rule.Verdict;
import dev.gleaner.analyzer.rule.storage.schedule.LifecycleDocument;
import dev.gleaner.analyzer.rule.storage.schedule.LifecycleRuleJson;
import dev.gleaner.analyzer.rule.storage.schedule.StorageClass;
import dev.gleaner.analyzer.rule.storage.schedule.StoragePrices;
import dev.gleaner.contracts.finding.Evidence;
import dev.gleaner.contracts.finding.Remedy;
import dev.gleaner.contracts.finding.Saving;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A bucket with uploads that were begun some time ago and neither completed nor aborted, and no rule that aborts them. Their parts
 * are billed, and no listing of objects shows them.
 *
 * @param days age from which an upload is reported, and after which the remedy aborts it
 */
public record ForgottenUploads(int days, int effortMinutes) implements Rule<BucketSnapshot> {

    private static final List<String> LOST_BY_ABORTION =
            List.of("the parts of the uploads, which then have to be sent again");

    @Override
    public RuleName ruleName() {
        return ForgottenStorage.NAME;
    }

    @Override
    public Verdict evaluate(BucketSnapshot input) {
        BucketFacts bucket = input.facts();
        if (bucket == null) {
            return new Verdict.Nothing(ForgottenStorage.NOT_LISTED);
        }
        List<UploadsOfAge> uploads = bucket.uploads();
        if (uploads == null) {
            return new Verdict.Insufficient(
                    List.of("its incomplete uploads: the permission s3:ListBucketMultipartUploads is needed"));
        }
        Old old = Old.of(uploads, days);
        if (old.uploads() == 0) {
            return new Verdict.Nothing("it has no incomplete upload of " + days + " days or more");
        }
        String lifecycle = bucket.lifecycle();
        Optional<LifecycleDocument> document =
                lifecycle == null ? Optional.empty() : LifecycleDocument.parse(lifecycle);
        if (document.isEmpty()) {
            return new Verdict.Insufficient(
                    List.of(
                            "its lifecycle document, which may end them: the permission s3:GetLifecycleConfiguration is needed"));
        }
        return document.get().endsUploads("")
                ? new Verdict.Nothing("a lifecycle rule aborts incomplete uploads")
                : new Verdict.Found(
                        () -> evidence(old), () -> List.of(remedy()), prices -> saving(prices, old, input.region()));
    }

    /** The measured parts of incomplete uploads, which are stored in STANDARD until the upload is completed. */
    private static Saving saving(DatedPrices prices, Old old, String region) {
        if (old.measured() == 0) {
            return Saving.unpriced("the parts of the uploads were not listed, so that their bytes are not known");
        }
        ChargeSum cost = prices.sum(List.of(new BilledQuantity(
                StoragePrices.storageKey(StorageClass.STANDARD, region),
                BilledQuantity.gibibytes(old.bytes()),
                "parts of uploads GB")));
        if (!cost.isKnown()) {
            return cost.unpriced();
        }
        long unknown = old.uploads() - old.measured();
        return Saving.priced(
                cost.amount(),
                cost.amount(),
                cost.amount(),
                cost.basis() + (unknown > 0 ? "; without " + unknown + " uploads whose parts were not listed" : ""));
    }

    private List<Evidence> evidence(Old old) {
        double coverage = (double) old.measured() / old.uploads();
        return List.of(
                new Evidence("incomplete uploads of " + days + " days or more", old.uploads(), "uploads", 1.0, 1, 1),
                new Evidence("their parts", old.bytes(), "bytes", null, old.measured(), coverage));
    }

    private Remedy remedy() {
        return new Remedy(
                "put-lifecycle-rule",
                Map.of("rule", LifecycleRuleJson.parameter(List.of(LifecycleRuleJson.abortUploads(days)))),
                true,
                LOST_BY_ABORTION,
                "Abort uploads that are not completed within " + days
                        + " days. First check that no program needs longer for one upload.");
    }

    /**
     * The uploads of some age.
     *
     * @param bytes of the parts of those that were measured
     */
    record Old(long uploads, long bytes, long measured) {

        /** Those that are at least that many days old. */
        static Old of(List<UploadsOfAge> all, int days) {
            Old sum = new Old(0, 0, 0);
            for (UploadsOfAge one : all) {
                if (one.ageLimit() > days) {
                    sum = new Old(sum.uploads + one.uploads(), sum.bytes + one.bytes(), sum.measured + one.measured());
                }
            }
            return sum;
        }
    }
}
