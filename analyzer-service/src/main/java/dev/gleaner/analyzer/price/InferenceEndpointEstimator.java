package dev.gleaner.analyzer.price;

import dev.gleaner.analyzer.cost.BilledUnits;
import dev.gleaner.analyzer.cost.MonthlyCharge;
import dev.gleaner.analyzer.cost.PriceBook;
import dev.gleaner.analyzer.profile.inventory.InferenceEndpointFacts;
import dev.gleaner.analyzer.profile.inventory.InferenceEndpointSnapshot;
import dev.gleaner.contracts.finding.Saving;
import dev.gleaner.contracts.resource.PriceKey;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.Optional;

/**
 * Hours of the instances of an inference endpoint that stop, 730 a month each, of their current number. Shadow variants, storage volumes and data
 * are not part of it. What a savings plan for SageMaker covers is no saving, as far as a bill says how much that is; otherwise the low estimate
 * is 0.
 */
public record InferenceEndpointEstimator(PriceBook prices) implements SavingEstimator<InferenceEndpointSnapshot> {

    private static final BigDecimal HOURS_PER_MONTH = BigDecimal.valueOf(730);

    @Override
    public Saving estimate(InferenceEndpointSnapshot endpoint, double part, LocalDate day) {
        InferenceEndpointFacts facts = endpoint.facts();
        if (facts == null || facts.onInstances().isEmpty()) {
            return Saving.unpriced("its instances are not known");
        }
        MonthlyCharge sum = MonthlyCharge.NONE;
        for (InferenceEndpointFacts.Variant variant : facts.onInstances()) {
            Integer instances = variant.instances();
            if (instances == null || variant.instanceType().isEmpty()) {
                return Saving.unpriced("the instances of variant " + variant.name() + " are not known");
            }
            PriceKey key = hosting(variant.instanceType(), endpoint.region());
            Optional<MonthlyCharge> charge = prices.on(day).quote(key)
                    .map(quote -> MonthlyCharge.of(
                            quote,
                            new BilledUnits(key,
                            HOURS_PER_MONTH.multiply(BigDecimal.valueOf(stopped(instances, part))),
                            "hours of " + stopped(instances, part) + " " + variant.instanceType() + " ("
                                    + variant.name() + ")")));
            if (charge.isEmpty()) {
                return Saving.unpriced("no price known for " + key.text());
            }
            sum = sum.plus(charge.get());
        }
        BigDecimal amount = sum.amount();
        String basis = sum.basis() + "; storage and data are not counted";
        return prices.on(day).charged(endpoint.resource(), amount, basis)
                .orElseGet(() -> Saving.priced(
                        amount, BigDecimal.ZERO, amount, basis + "; low: a savings plan may cover the instances"));
    }

    /** The part is one of whole instances. */
    private static long stopped(int instances, double part) {
        return Math.round(instances * part);
    }

    /** An instance that hosts models, USD per hour; for training and notebooks the same type has other prices. */
    static PriceKey hosting(String instanceType, String region) {
        return new PriceKey("sagemaker-hosting", instanceType, region, "", "", "hour");
    }
}
