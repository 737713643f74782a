package dev.gleaner.analyzer.rule.instance;

import dev.gleaner.analyzer.cost.AddressTariff;
import dev.gleaner.analyzer.cost.BilledQuantity;
import dev.gleaner.analyzer.cost.ChargeSum;
import dev.gleaner.analyzer.cost.DatedPrices;
import dev.gleaner.analyzer.cost.EbsTariff;
import dev.gleaner.analyzer.profile.instance.StoppedFacts;
import dev.gleaner.analyzer.profile.inventory.VolumeFacts;
import dev.gleaner.contracts.finding.Saving;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;

/**
 * What the termination of a stopped instance ends: the charges of the volumes that are deleted with it. Monthly and low: less an image as
 * large as all its volumes. Other volumes and public addresses are paid for until somebody deletes or releases them, which the basis says.
 */
final class TerminationSaving {

    private TerminationSaving() {}

    /** The saving of an instance with these volumes and public addresses. */
    static Saving of(DatedPrices prices, List<StoppedFacts.AttachedVolumeFacts> volumes, int addresses, String region) {
        List<BilledQuantity> deleted = new ArrayList<>();
        List<BilledQuantity> kept = new ArrayList<>();
        List<BilledQuantity> image = new ArrayList<>();
        for (StoppedFacts.AttachedVolumeFacts attached : volumes) {
            EbsTariff tariff = EbsTariff.of(VolumeFacts.of(attached, region));
            Long size = attached.size();
            if (tariff.unknown() != null || size == null) {
                return Saving.unpriced(
                        "it is not known what the volume " + attached.id() + " is billed for: " + tariff.unknown());
            }
            (attached.goesWithInstance() ? deleted : kept).addAll(tariff.units());
            image.add(EbsTariff.snapshot(region, "snapshot", size, "at most"));
        }
        if (addresses > 0) {
            kept.add(AddressTariff.hours(addresses, region));
        }
        ChargeSum ended = prices.sum(deleted);
        if (!ended.isKnown()) {
            return ended.unpriced();
        }
        ChargeSum added = prices.sum(image);
        BigDecimal high = ended.amount();
        BigDecimal certain = added.isKnown() ? high.subtract(added.amount()).max(BigDecimal.ZERO) : BigDecimal.ZERO;
        return Saving.priced(
                certain,
                certain,
                high,
                (deleted.isEmpty() ? "nothing that is paid for is deleted with it" : ended.basis())
                        + (volumes.isEmpty() ? "" : basisOf("an image", added))
                        + (kept.isEmpty() ? "" : basisOf("what is not deleted with it", prices.sum(kept))));
    }

    private static String basisOf(String staying, ChargeSum cost) {
        return "; " + staying + " stays: "
                + (cost.isKnown() ? cost.basis() : "its cost is not known: " + cost.reason());
    }
}
