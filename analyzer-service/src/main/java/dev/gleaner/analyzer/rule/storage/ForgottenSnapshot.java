package dev.gleaner.analyzer.rule.storage;

import dev.gleaner.analyzer.cost.ChargeSum;
import dev.gleaner.analyzer.cost.DatedPrices;
import dev.gleaner.analyzer.cost.EbsTariff;
import dev.gleaner.analyzer.profile.inventory.EbsSnapshotFacts;
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
import dev.gleaner.contracts.resource.EbsStorageManager;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A completed snapshot of some age that none of the account's images uses, and that no controller made.
 *
 * @param ageHours from which it is reported
 */
public record ForgottenSnapshot(int ageHours, ListingAbsenceLimit silence, int effortMinutes)
        implements Rule<PricedSnapshot<EbsSnapshotFacts>> {

    private static final String COMPLETED = "completed";
    private static final String ARCHIVE = "archive";

    private static final List<String> LOST_BY_DELETION = List.of(
            "the snapshot, once its time in the Recycle Bin is over",
            "images of other accounts that are registered on it, if it is shared");

    /** The rule as configured. */
    public static ForgottenSnapshot of(RuleSettings settings) {
        ForgottenStorageConfig config = settings.of(ForgottenStorageConfig.class);
        return new ForgottenSnapshot(
                RuleNumbers.hours(config.snapshotAge()),
                ListingAbsenceLimit.of(settings.of(ListingsConfig.class).snapshots()),
                RuleNumbers.minutes(config.effort()));
    }

    @Override
    public RuleName ruleName() {
        return ForgottenStorage.NAME;
    }

    @Override
    public Verdict evaluate(PricedSnapshot<EbsSnapshotFacts> input) {
        EbsSnapshotFacts snapshot = input.facts();
        if (snapshot == null) {
            return new Verdict.Nothing(ForgottenStorage.NOT_LISTED);
        }
        if (!snapshot.state().equals(COMPLETED)) {
            return new Verdict.Nothing("it is not completed");
        }
        Optional<String> controller = controller(snapshot);
        if (controller.isPresent()) {
            return new Verdict.Nothing("it is managed by " + controller.get());
        }
        List<String> images = snapshot.images();
        if (images != null && !images.isEmpty()) {
            return new Verdict.Nothing("images use it: " + String.join(", ", images));
        }
        Long created = snapshot.created();
        long age = created == null ? 0 : input.hour().endMillis() - created;
        if (created != null && !ForgottenStorage.lasts(age, ageHours)) {
            return new Verdict.Nothing("it is younger than " + ForgottenStorage.days(ageHours));
        }
        return silence.orInsufficient(input, evaluate(input, snapshot, age));
    }

    private Verdict evaluate(PricedSnapshot<EbsSnapshotFacts> input, EbsSnapshotFacts snapshot, long age) {
        List<String> missing = new ArrayList<>();
        if (snapshot.created() == null) {
            missing.add("its time of creation");
        }
        if (snapshot.images() == null) {
            missing.add("the images that use it: the permission ec2:DescribeImages is needed");
        }
        return missing.isEmpty()
                ? new Verdict.Found(
                        () -> evidence(snapshot, age),
                        () -> List.of(remedy()),
                        prices -> saving(prices, snapshot, input.region()))
                : new Verdict.Insufficient(missing);
    }

    /**
     * The price of a snapshot's blocks. Low: 0, as other snapshots may share all of them. Without the size of the blocks, that of the
     * volume is the upper limit.
     */
    static Saving saving(DatedPrices prices, EbsSnapshotFacts snapshot, String region) {
        Long stored = snapshot.sizeInStorage();
        Long size = stored == null ? snapshot.size() : stored;
        if (size == null) {
            return Saving.unpriced("neither the size of the snapshot nor that of its volume is known");
        }
        String type = snapshot.tier().equals(ARCHIVE) ? "snapshot-archive" : "snapshot";
        ChargeSum cost = prices.sum(List.of(EbsTariff.snapshot(region, type, size, stored == null ? "at most" : "")));
        String basis = stored == null ? "; the size of its volume, as that of the snapshot is not known" : "";
        return cost.isKnown()
                ? Saving.priced(
                        cost.amount(),
                        BigDecimal.ZERO,
                        cost.amount(),
                        cost.basis() + basis + "; other snapshots may share its blocks, which then stay")
                : cost.unpriced();
    }

    private static Optional<String> controller(EbsSnapshotFacts snapshot) {
        return snapshot.owner().isEmpty()
                ? EbsStorageManager.of(snapshot.tags()).map(EbsStorageManager::title)
                : Optional.of(snapshot.owner());
    }

    private List<Evidence> evidence(EbsSnapshotFacts snapshot, long age) {
        List<Evidence> evidence = new ArrayList<>();
        evidence.add(ForgottenStorage.duration("age", age, ageHours));
        evidence.add(new Evidence("images that use it", 0, "images", 0.0, 1, 1));
        Long stored = snapshot.sizeInStorage();
        if (stored != null) {
            evidence.add(new Evidence("size, with shared blocks", stored, "bytes", null, 1, 1));
        }
        Long size = snapshot.size();
        if (size != null) {
            evidence.add(new Evidence("size of its volume", size, "bytes", null, 1, 1));
        }
        return evidence;
    }

    private static Remedy remedy() {
        return Remedy.of(
                RemedyAction.DELETE_SNAPSHOT,
                Map.of(),
                LOST_BY_DELETION,
                "Delete the snapshot. Blocks that later snapshots of the volume share stay, and are paid for with those.");
    }
}
