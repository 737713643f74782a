package dev.gleaner.analyzer.rule.storage;

import dev.gleaner.analyzer.cost.ChargeSum;
import dev.gleaner.analyzer.cost.DatedPrices;
import dev.gleaner.analyzer.cost.EbsTariff;
import dev.gleaner.analyzer.profile.inventory.PricedSnapshot;
import dev.gleaner.analyzer.profile.inventory.VolumeFacts;
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

/**
 * A volume that every listing of some time has shown available and without attachments. An attachment between two listings is
 * not seen.
 *
 * @param hours for which it has to be seen unattached
 */
public record ForgottenVolume(int hours, ListingAbsenceLimit silence, int effortMinutes)
        implements Rule<PricedSnapshot<VolumeFacts>> {

    /** The rule as configured. */
    public static ForgottenVolume of(RuleSettings settings) {
        ForgottenStorageConfig config = settings.of(ForgottenStorageConfig.class);
        return new ForgottenVolume(
                RuleNumbers.hours(config.volumeUnattached()),
                ListingAbsenceLimit.of(settings.of(ListingsConfig.class).volumes()),
                RuleNumbers.minutes(config.effort()));
    }

    @Override
    public RuleName ruleName() {
        return ForgottenStorage.NAME;
    }

    @Override
    public Verdict evaluate(PricedSnapshot<VolumeFacts> input) {
        VolumeFacts volume = input.facts();
        if (volume == null) {
            return new Verdict.Nothing(ForgottenStorage.NOT_LISTED);
        }
        if (volume.inUse()) {
            return new Verdict.Nothing("it is attached, or is not in state available");
        }
        long unattached = ForgottenStorage.unusedMillis(input);
        if (!ForgottenStorage.lasts(unattached, hours)) {
            return new Verdict.Nothing("it was not seen unattached for " + ForgottenStorage.days(hours));
        }
        return silence.orInsufficient(
                input,
                new Verdict.Found(
                        () -> evidence(volume, unattached),
                        () -> List.of(remedy(volume)),
                        prices -> saving(prices, volume, input.region())));
    }

    /**
     * All charges of a volume. Low: less the snapshot that stays, as large as the volume. Any real snapshot is at most as large, as
     * it has only the blocks that were written.
     */
    static Saving saving(DatedPrices prices, VolumeFacts volume, String region) {
        Long size = volume.size();
        if (size == null) {
            return Saving.unpriced("the size of the volume is not known");
        }
        EbsTariff tariff = EbsTariff.of(volume);
        if (tariff.unknown() != null) {
            return Saving.unpriced("it is not known what the volume is billed for: " + tariff.unknown());
        }
        ChargeSum cost = prices.sum(tariff.units());
        if (!cost.isKnown()) {
            return cost.unpriced();
        }
        ChargeSum snapshot = prices.sum(List.of(EbsTariff.snapshot(region, "snapshot", size, "at most")));
        BigDecimal high = cost.amount();
        BigDecimal low = snapshot.isKnown() ? high.subtract(snapshot.amount()).max(BigDecimal.ZERO) : BigDecimal.ZERO;
        String stays = snapshot.isKnown()
                ? "; a snapshot stays: " + snapshot.basis()
                : "; the cost of the snapshot that stays is not known: " + snapshot.reason();
        return Saving.priced(high, low, high, cost.basis() + stays);
    }

    private List<Evidence> evidence(VolumeFacts volume, long unattached) {
        List<Evidence> evidence = new ArrayList<>();
        evidence.add(ForgottenStorage.duration("unattached for at least", unattached, hours));
        Long size = volume.size();
        if (size != null) {
            evidence.add(new Evidence("size", size, "bytes", null, 1, 1));
        }
        Integer iops = volume.iops();
        if (iops != null) {
            evidence.add(new Evidence("IOPS", iops, "a second", null, 1, 1));
        }
        Long throughput = volume.throughput();
        if (throughput != null) {
            evidence.add(new Evidence("provisioned throughput", throughput, "bytes a second", null, 1, 1));
        }
        return evidence;
    }

    /** A claim of a cluster names the volume by its id, also where no other tag names its owner. */
    private static String owner(VolumeFacts volume) {
        boolean isClaimed = volume.owner().isEmpty()
                && EbsStorageManager.KUBERNETES.tag(volume.tags()).isPresent();
        return isClaimed ? EbsStorageManager.KUBERNETES.title() : volume.owner();
    }

    private static Remedy remedy(VolumeFacts volume) {
        String owner = owner(volume);
        return owner.isEmpty()
                ? Remedy.of(
                        RemedyAction.SNAPSHOT_AND_DELETE_VOLUME,
                        Map.of(),
                        "Keep a snapshot and delete the volume. The snapshot costs less, as it has only the blocks that"
                                + " were written. If the content is not needed either, delete the snapshot later.")
                : Remedy.advice(ForgottenStorage.ownedBy(owner)
                        + " Delete the volume there, after a snapshot if its content may be needed.");
    }
}
