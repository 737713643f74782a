package dev.gleaner.analyzer.rule.storage;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gleaner.analyzer.profile.inventory.BucketFacts;
import dev.gleaner.analyzer.profile.inventory.PricedSnapshot;
import dev.gleaner.analyzer.rule.Rule;
import dev.gleaner.analyzer.rule.Verdict;
import dev.gleaner.analyzer.rule.storage.ForgottenCheckpoints.CheckpointPlan;
import dev.gleaner.analyzer.rule.storage.schedule.LifecycleRuleJson;
import dev.gleaner.contracts.finding.Evidence;
import dev.gleaner.contracts.finding.Remedy;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A bucket with incomplete uploads or old checkpoints that nobody needs. Their rules are of the same lifecycle document, so that they are one
 * finding with one proposal.
 */
public record ForgottenBucketStorage(ForgottenUploads uploads, ForgottenCheckpoints checkpoints, int effortMinutes)
        implements Rule<PricedSnapshot<BucketFacts>> {

    @Override
    public String name() {
        return ForgottenStorage.NAME;
    }

    @Override
    public int step() {
        return ForgottenStorage.STEP;
    }

    @Override
    public int hours() {
        return 1;
    }

    @Override
    public Verdict evaluate(PricedSnapshot<BucketFacts> input) {
        Verdict ofUploads = uploads.evaluate(input);
        ForgottenCheckpoints.Result ofCheckpoints = checkpoints.evaluate(input);
        CheckpointPlan plan = ofCheckpoints.plan();
        if (plan != null) {
            return new Verdict.Found(
                    () -> evidence(ofUploads, plan, input), () -> remedies(ofUploads, plan, hasVersions(input)));
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
            return new Verdict.Insufficient(missing.stream().distinct().toList());
        }
        return ofUploads instanceof Verdict.Nothing nothing
                        && !nothing.because().equals(ofCheckpoints.because())
                ? new Verdict.Nothing(nothing.because() + "; " + ofCheckpoints.because())
                : ofUploads;
    }

    /** Whether it finds incomplete uploads. */
    public boolean findsUploads(PricedSnapshot<BucketFacts> input) {
        return uploads.evaluate(input) instanceof Verdict.Found;
    }

    /** Bytes of the checkpoints that it finds, by storage class as the provider names it; empty if it finds none. */
    public Map<String, Long> bytesOfCheckpoints(PricedSnapshot<BucketFacts> input) {
        CheckpointPlan plan = checkpoints.evaluate(input).plan();
        return plan == null ? Map.of() : plan.bytesByClass();
    }

    private List<Evidence> evidence(Verdict ofUploads, CheckpointPlan plan, PricedSnapshot<BucketFacts> input) {
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
            alone.addAll(found.remedies());
            alone.forEach(remedy -> lost.addAll(remedy.irreversibleParts()));
            text += " Also abort uploads that are not completed within " + uploads.days() + " days.";
        }
        List<Remedy> remedies = new ArrayList<>();
        remedies.add(new Remedy(
                "put-lifecycle-rule", Map.of("rule", LifecycleRuleJson.parameter(rules)), false, lost, text));
        remedies.addAll(alone);
        return remedies;
    }

    private static boolean hasVersions(PricedSnapshot<BucketFacts> input) {
        BucketFacts bucket = input.facts();
        return bucket != null && bucket.hasVersions();
    }
}
