package dev.gleaner.analyzer.rule.storage;

import dev.gleaner.analyzer.cost.AddressTariff;
import dev.gleaner.analyzer.cost.DatedPrices;
import dev.gleaner.analyzer.profile.inventory.AddressFacts;
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
import java.util.List;
import java.util.Map;

/**
 * An Elastic IP address of Amazon's pool that no controller manages, and that every listing of some time has shown without an
 * instance or network interface.
 *
 * @param hours for which it has to be seen unassociated
 */
public record ForgottenAddress(int hours, ListingAbsenceLimit silence, int effortMinutes)
        implements Rule<PricedSnapshot<AddressFacts>> {

    /** The pool whose addresses are billed. Source: Amazon EC2 API Reference, Address, publicIpv4Pool. */
    private static final String AMAZON = "amazon";

    /** The rule as configured. */
    public static ForgottenAddress of(RuleSettings settings) {
        ForgottenStorageConfig config = settings.of(ForgottenStorageConfig.class);
        return new ForgottenAddress(
                RuleNumbers.hours(config.addressUnassociated()),
                ListingAbsenceLimit.of(settings.of(ListingsConfig.class).addresses()),
                RuleNumbers.minutes(config.effort()));
    }

    @Override
    public RuleName ruleName() {
        return ForgottenStorage.NAME;
    }

    @Override
    public Verdict evaluate(PricedSnapshot<AddressFacts> input) {
        AddressFacts address = input.facts();
        if (address == null) {
            return new Verdict.Nothing(ForgottenStorage.NOT_LISTED);
        }
        if (address.inUse()) {
            return new Verdict.Nothing("an instance or network interface uses it");
        }
        if (!address.owner().isEmpty()) {
            return new Verdict.Nothing("it is managed by " + address.owner());
        }
        if (!address.pool().isEmpty() && !address.pool().equals(AMAZON)) {
            return new Verdict.Nothing("it is of the pool " + address.pool() + ", and not of Amazon's");
        }
        long unassociated = ForgottenStorage.unusedMillis(input);
        if (!ForgottenStorage.lasts(unassociated, hours)) {
            return new Verdict.Nothing("it was not seen unassociated for " + ForgottenStorage.days(hours));
        }
        return address.pool().isEmpty()
                ? new Verdict.Insufficient(
                        List.of("its pool, as addresses of a customer's own pool are free of charge"))
                : silence.orInsufficient(
                        input,
                        new Verdict.Found(
                                () -> evidence(unassociated),
                                () -> List.of(remedy()),
                                prices -> saving(prices, input.region())));
    }

    /** A public IPv4 address is billed by the hour, in use or not. */
    static Saving saving(DatedPrices prices, String region) {
        return prices.sum(List.of(AddressTariff.hours(1, region))).certain();
    }

    private List<Evidence> evidence(long unassociated) {
        return List.of(ForgottenStorage.duration("unassociated for at least", unassociated, hours));
    }

    private static Remedy remedy() {
        return Remedy.of(
                RemedyAction.RELEASE_ADDRESS,
                Map.of(),
                "Release the address. First check whether DNS, allow lists or partners still name it: it can't be"
                        + " obtained again.");
    }
}
