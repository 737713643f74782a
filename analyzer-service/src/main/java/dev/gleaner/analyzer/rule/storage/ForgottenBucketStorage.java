package dev.gleaner.analyzer.rule.storage;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gleaner.analyzer.cost.DatedPrices;
import dev.gleaner.analyzer.profile.inventory.BucketFacts;
import dev.gleaner.analyzer.profile.inventory.BucketSnapshot;
import dev.gleaner.analyzer.rule.Rule;
import dev.gleaner.analyzer.rule.RuleName;
import dev.gleaner.analyzer.rule.RuleNumbers;
import dev.gleaner.analyzer.rule.Verdict;
import dev.gleaner.analyzer.rule.storage.ForgottenCheckpoints.CheckpointPlan;
import dev.gleaner.analyzer.rule.storage.schedule.LifecycleRuleJson;
import dev.gleaner.contracts.finding.Evidence;
import dev.gleaner.contracts.finding.Remedy;
import dev.gleaner.contracts.finding.Saving;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A bucket with incomplete uploads or old checkpoints that nobody needs. Their rules are of the same lifecycle document, so that they are one
 * finding with one proposal.
 */
public record ForgottenBucketStorage(ForgottenUploads uploads, ForgottenCheckpoints checkpoints, int effortMinutes)
        implements Rule<BucketSnapshot> {

    private static final Saving OF_UPLOADS =
            Saving.unpriced("it saves the part of the uploads alone, which the calculation of both names");

    /** The rule as configured. */
    public static ForgottenBucketStorage of(ForgottenStorageConfig config) {
        int effort = RuleNumbers.minutes(config.effort());
        return new ForgottenBucketStorage(
                new ForgottenUploads(Math.toIntExact(config.uploadAge().toDays()), effort),
                new ForgottenCheckpoints(
                        config.checkpointsKept(),
                        RuleNumbers.hours(config.runEnded()),
                        RuleNumbers.hours(config.runUnread()),
                        Math.round(config.checkpointGigabytes() * 1e9)),
                effort);
    }

    @Override
    public RuleName ruleName() {
        return ForgottenStorage.NAME;
    }

    @Override
    public Verdict evaluate(BucketSnapshot input) {
        Verdict ofUploads = uploads.evaluate(input);
        ForgottenCheckpoints.Result ofCheckpoints = checkpoints.evaluate(input);
        CheckpointPlan plan = ofCheckpoints.plan();
        if (plan != null) {
            return new Verdict.Found(
                    () -> evidence(ofUploads, plan, input),
                    () -> remedies(ofUploads, plan, hasVersions(input)),
                    prices -> saving(prices, ofUploads, plan, input.region()));
        }
        if (ofUploads instanceof Verdict.Found) {
            return ofUploads;
        }
        List<String> missing = new ArrayList<>();
        if (ofUploads instanceof Verdict.Insufficient insufficient) {
            missing.addAll(insufficient.missing());
        }
        missing.addAll(ofCheckpoints.missing());
        if (!missing.isEmpty()) {
            Verdict.Insufficient verdict =
                    new Verdict.Insufficient(missing.stream().distinct().toList());
            return missing.equals(ofCheckpoints.missing())
                            && !ofCheckpoints.sources().isEmpty()
                    ? verdict.settledBy(
                            ofCheckpoints.sources(),
                            prices -> CheckpointSaving.of(
                                    prices, CheckpointPlan.bytesByClass(ofCheckpoints.atMost()), input.region()))
                    : verdict;
        }
        return ofUploads instanceof Verdict.Nothing nothing
                        && !nothing.because().equals(ofCheckpoints.because())
                ? new Verdict.Nothing(nothing.because() + "; " + ofCheckpoints.because())
                : ofUploads;
    }

    /** The saving of both, as far as each has one. */
    private static Saving saving(DatedPrices prices, Verdict ofUploads, CheckpointPlan plan, String region) {
        Map<String, Long> bytes = plan.bytesByClass();
        Optional<Saving> checkpoints =
                bytes.isEmpty() ? Optional.empty() : Optional.of(CheckpointSaving.of(prices, bytes, region));
        Optional<Saving> uploads =
                ofUploads instanceof Verdict.Found found ? Optional.of(found.saving(prices)) : Optional.empty();
        if (uploads.isEmpty() || checkpoints.isEmpty()) {
            return uploads.or(() -> checkpoints).orElseGet(() -> Saving.unpriced(ForgottenStorage.NOT_LISTED));
        }
        return plus(uploads.get(), checkpoints.get());
    }

    private static Saving plus(Saving one, Saving other) {
        BigDecimal amount = one.monthly();
        BigDecimal low = one.low();
        BigDecimal high = one.high();
        BigDecimal more = other.monthly();
        BigDecimal moreLow = other.low();
        BigDecimal moreHigh = other.high();
        String basis = one.basis() + "; " + other.basis();
        if (amount == null || low == null || high == null) {
            return more == null || moreLow == null || moreHigh == null
                    ? Saving.unpriced(basis)
                    : Saving.priced(more, moreLow, moreHigh, basis);
        }
        return more == null || moreLow == null || moreHigh == null
                ? Saving.priced(amount, low, high, basis)
                : Saving.priced(amount.add(more), low.add(moreLow), high.add(moreHigh), basis);
    }

    private List<Evidence> evidence(Verdict ofUploads, CheckpointPlan plan, BucketSnapshot input) {
        List<Evidence> own = checkpoints.evidence(plan, input);
        return ofUploads instanceof Verdict.Found found
                ? Stream.concat(found.evidence().stream(), own.stream()).toList()
                : own;
    }

    /** Both together first; the uploads alone can be ended without a second person. */
    private List<Remedy> remedies(Verdict ofUploads, CheckpointPlan plan, boolean hasVersions) {
        List<ObjectNode> rules = new ArrayList<>(checkpoints.rules(plan, hasVersions));
        List<String> lost = new ArrayList<>(ForgottenCheckpoints.LOST_BY_EXPIRATION);
        List<Remedy> alone = new ArrayList<>();
        String text = checkpoints.text(plan, hasVersions);
        if (ofUploads instanceof Verdict.Found found) {
            rules.add(LifecycleRuleJson.abortUploads(uploads.days()));
            found.remedies().forEach(remedy -> alone.add(remedy.withSaving(OF_UPLOADS)));
            alone.forEach(remedy -> lost.addAll(remedy.irreversibleParts()));
            text += " Also abort uploads that are not completed within " + uploads.days() + " days.";
        }
        List<Remedy> remedies = new ArrayList<>();
        remedies.add(new Remedy(
                "put-lifecycle-rule", Map.of("rule", LifecycleRuleJson.parameter(rules)), false, lost, text));
        remedies.addAll(alone);
        return remedies;
    }

    private static boolean hasVersions(BucketSnapshot input) {
        BucketFacts bucket = input.facts();
        return bucket != null && bucket.hasVersions();
    }
}
