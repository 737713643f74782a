package dev.gleaner.actuator.commitment;

import java.math.BigDecimal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which savings plan a payer would have paid least with, in the hours that its bills tell of; or why none is advised.
 *
 * @param plan to buy beside what the payer has; absent if none is advised
 * @param hours that the advice stands on
 * @param unsettled findings, open or in doubt, on usage that the plan would cover, by their ids: it is not advised before they are settled, as
 *     it would be paid for years for what may go
 * @param reason the sentence for a person
 */
public record PurchaseAdvice(String payer, @Nullable Plan plan, int hours, List<String> unsettled, String reason) {

    public PurchaseAdvice {
        unsettled = List.copyOf(unsettled);
    }

    static PurchaseAdvice none(String payer, int hours, String reason) {
        return new PurchaseAdvice(payer, null, hours, List.of(), reason);
    }

    /**
     * A plan with what it would have saved beyond its own price. Amounts are in USD a month of 730 hours.
     *
     * @param kind {@code compute}, {@code ec2-instance} or {@code sagemaker}
     * @param region of an EC2 Instance plan; empty of others
     * @param family of an EC2 Instance plan; empty of others
     * @param hourly commitment, USD of each hour
     * @param low if each day were as the one on which it saves least; below zero if it costs more then
     * @param expected as in the hours that are known
     * @param high if each day were as the one on which it saves most
     */
    public record Plan(
            String kind,
            String region,
            String family,
            BigDecimal hourly,
            BigDecimal low,
            BigDecimal expected,
            BigDecimal high) {}
}
