package dev.gleaner.analyzer.rule.storage;

import dev.gleaner.analyzer.cost.BilledQuantity;
import dev.gleaner.analyzer.cost.ChargeSum;
import dev.gleaner.analyzer.cost.DatedPrices;
import dev.gleaner.analyzer.profile.Hour;
import dev.gleaner.analyzer.profile.inventory.ContainerRepositoryFacts;
import dev.gleaner.analyzer.profile.inventory.PricedSnapshot;
import dev.gleaner.analyzer.rule.Rule;
import dev.gleaner.analyzer.rule.RuleName;
import dev.gleaner.analyzer.rule.RuleNumbers;
import dev.gleaner.analyzer.rule.RuleSettings;
import dev.gleaner.analyzer.rule.Verdict;
import dev.gleaner.contracts.finding.Evidence;
import dev.gleaner.contracts.finding.Remedy;
import dev.gleaner.contracts.finding.RemedyAction;
import dev.gleaner.contracts.finding.Saving;
import dev.gleaner.contracts.signal.ObjectHistogramBins;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A container repository without lifecycle policy whose old untagged images cost more than a minimum and were not pulled lately. An image
 * without a recorded pull may be in use, and so may an untagged image where others refer to images by digest.
 *
 * @param minimum USD a month
 * @param days age from which untagged images expire by the proposed policy
 */
public record UntaggedImageStorage(BigDecimal minimum, int days, ListingAbsenceLimit silence, int effortMinutes)
        implements Rule<PricedSnapshot<ContainerRepositoryFacts>> {

    private static final RuleName NAME = new RuleName("ecr-untagged-images", 2);

    private static final String NO_POLICY = "{\"rules\":[]}";

    public UntaggedImageStorage {
        if (days >= ObjectHistogramBins.OLDEST
                || !ObjectHistogramBins.ageSteps().contains(days)) {
            throw new IllegalArgumentException("analyzer.ecr-untagged-images.days is one of "
                    + ObjectHistogramBins.ageSteps() + " but the last, and not " + days);
        }
    }

    /** The rule as configured. */
    public static UntaggedImageStorage of(RuleSettings settings) {
        Config config = settings.of(Config.class);
        return new UntaggedImageStorage(
                config.minimum(),
                config.days(),
                ListingAbsenceLimit.of(settings.of(ListingsConfig.class).containerRepositories()),
                RuleNumbers.minutes(config.effort()));
    }

    @Override
    public RuleName ruleName() {
        return NAME;
    }

    @Override
    public Verdict evaluate(PricedSnapshot<ContainerRepositoryFacts> input) {
        ContainerRepositoryFacts repository = input.facts();
        if (repository == null) {
            return new Verdict.Nothing(ForgottenStorage.NOT_LISTED);
        }
        String policy = repository.lifecyclePolicy();
        if (policy != null && !policy.equals(NO_POLICY)) {
            return new Verdict.Nothing("it has a lifecycle policy");
        }
        ContainerRepositoryFacts.Images images = repository.images();
        if (images == null) {
            return new Verdict.Insufficient(List.of("its images: the permission ecr:DescribeImages is needed"));
        }
        ContainerRepositoryFacts.Untagged old = images.olderThan(days);
        if (old.images() == 0) {
            return new Verdict.Nothing("it has no untagged images that were pushed " + days + " days ago or earlier");
        }
        if (images.linked() > 0) {
            return new Verdict.Nothing("its untagged images may belong to " + images.linked()
                    + " images that refer to others, such as those of several architectures");
        }
        Long pulled = old.pulled();
        if (pulled != null && input.hour().endMillis() - pulled < Hour.MILLIS * Hour.PER_DAY * days) {
            return new Verdict.Nothing("one of its old untagged images was pulled in the last " + days + " days");
        }
        return silence.orInsufficient(input, evaluate(input, policy == null, old));
    }

    /** Source of the unit: the price list, which says GB-Mo as for S3. */
    private Verdict evaluate(
            PricedSnapshot<ContainerRepositoryFacts> input,
            boolean isPolicyUnknown,
            ContainerRepositoryFacts.Untagged old) {
        BigDecimal size = BilledQuantity.gibibytes(old.bytes());
        List<BilledQuantity> stored =
                List.of(BilledQuantity.of("ecr", "standard", input.region(), "gb-month", size, "image storage GB"));
        List<String> missing = new ArrayList<>(BilledQuantity.unknownPrices(stored, input.prices()));
        if (isPolicyUnknown) {
            missing.add("its lifecycle policy: the permission ecr:GetLifecyclePolicy is needed");
        }
        if (old.pullUnknown() > 0) {
            missing.add("when " + old.pullUnknown() + " of its old untagged images were last pulled");
        }
        Optional<BigDecimal> cost = BilledQuantity.cost(stored, input.prices());
        if (cost.isPresent() && cost.get().compareTo(minimum) <= 0) {
            return new Verdict.Nothing("its old untagged images do not cost more than " + minimum + " USD a month");
        }
        return missing.isEmpty()
                ? new Verdict.Found(
                        () -> evidence(input, old), () -> List.of(remedy()), prices -> saving(prices, stored))
                : new Verdict.Insufficient(missing);
    }

    /** Low: 0, as images that stay may share all layers. */
    private static Saving saving(DatedPrices prices, List<BilledQuantity> stored) {
        ChargeSum cost = prices.sum(stored);
        return cost.isKnown()
                ? Saving.priced(
                        cost.amount(),
                        BigDecimal.ZERO,
                        cost.amount(),
                        cost.basis() + "; images that stay may share layers, which then stay too")
                : cost.unpriced();
    }

    private List<Evidence> evidence(
            PricedSnapshot<ContainerRepositoryFacts> input, ContainerRepositoryFacts.Untagged old) {
        List<Evidence> evidence = new ArrayList<>();
        evidence.add(new Evidence("old untagged images", old.images(), "images", null, 1, 1));
        evidence.add(new Evidence("size, with shared layers", (double) old.bytes(), "bytes", null, 1, 1));
        Long pulled = old.pulled();
        if (pulled != null) {
            evidence.add(ForgottenStorage.duration(
                    "last pull of one of them", input.hour().endMillis() - pulled, days * Hour.PER_DAY));
        }
        return evidence;
    }

    /** Source: Amazon ECR User Guide, "Creating a lifecycle policy for a repository in Amazon ECR". */
    private Remedy remedy() {
        return Remedy.of(
                RemedyAction.PUT_IMAGE_LIFECYCLE_POLICY,
                Map.of("days", Integer.toString(days)),
                List.of("untagged images that were pushed more than " + days
                        + " days ago, from which nothing can start again"),
                "Let untagged images expire " + days
                        + " days after they were pushed, by a lifecycle policy. ECR deletes them within 24 hours. First check that nothing"
                        + " names an untagged image by its digest.");
    }

    /** Limits of the rule {@code ecr-untagged-images}. */
    @ConfigMapping(prefix = "analyzer.ecr-untagged-images")
    public interface Config {

        /**
         * Age, in days, after which the proposed policy expires untagged images, and for which none of those may have been pulled: 1, 3, 7,
         * 14, 30, 60, 90, 120, 150, 180, 270 or 365.
         */
        @WithDefault("30")
        int days();

        /** Cost of these images, USD a month, above which a repository is reported. */
        @WithDefault("1")
        BigDecimal minimum();

        /** Time that a person needs to carry out the remedy. */
        @WithDefault("PT10M")
        Duration effort();
    }
}
