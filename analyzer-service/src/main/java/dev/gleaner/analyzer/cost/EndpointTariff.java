package dev.gleaner.analyzer.cost;

import dev.gleaner.analyzer.profile.inventory.InferenceEndpointFacts;
import dev.gleaner.contracts.finding.Saving;
import dev.gleaner.contracts.resource.PriceKey;
import java.math.BigDecimal;
import java.util.List;

/**
 * Hours of the instances of an inference endpoint, 730 a month each, of their current number. Shadow variants, storage volumes and data are not
 * part of it. What a savings plan for SageMaker covers is no saving, as far as a bill says how much that is; otherwise the low estimate is 0.
 *
 * @param resource ARN
 * @param variants in production that are on instances
 */
public record EndpointTariff(String resource, String region, List<InferenceEndpointFacts.Variant> variants) {

    public EndpointTariff {
        variants = List.copyOf(variants);
    }

    /**
     * The saving if instances stop; unpriced, with the reason, when the price is not known.
     *
     * @param part of the instances of each variant, 0 to 1
     */
    public Saving stopped(DatedPrices prices, double part) {
        if (variants.isEmpty()) {
            return Saving.unpriced("its instances are not known");
        }
        MonthlyCharge sum = MonthlyCharge.NONE;
        for (InferenceEndpointFacts.Variant variant : variants) {
            Integer instances = variant.instances();
            if (instances == null || variant.instanceType().isEmpty()) {
                return Saving.unpriced("the instances of variant " + variant.name() + " are not known");
            }
            long stopped = Math.round(instances * part);
            ChargeSum charge = prices.sum(List.of(new BilledQuantity(
                    hosting(variant.instanceType()),
                    DatedPrices.HOURS_PER_MONTH.multiply(BigDecimal.valueOf(stopped)),
                    "hours of " + stopped + " " + variant.instanceType() + " (" + variant.name() + ")")));
            if (!charge.isKnown()) {
                return charge.unpriced();
            }
            sum = sum.plus(charge.charge());
        }
        BigDecimal amount = sum.amount();
        String basis = sum.basis() + "; storage and data are not counted";
        return prices.charged(resource, amount, basis)
                .orElseGet(() -> Saving.priced(
                        amount, BigDecimal.ZERO, amount, basis + "; low: a savings plan may cover the instances"));
    }

    /** An instance that hosts models, USD per hour; for training and notebooks the same type has other prices. */
    private PriceKey hosting(String instanceType) {
        return new PriceKey("sagemaker-hosting", instanceType, region, "", "", "hour");
    }
}
