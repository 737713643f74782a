package dev.gleaner.local.estate.bill;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.Map;

/**
 * One line of a bill, by FOCUS. Amounts are in USD.
 *
 * @param category {@code Usage}, {@code Purchase}, {@code Tax} or {@code Credit}
 * @param effective amount with commitments spread over what they cover
 * @param list amount at public prices
 * @param commitment ARN of the commitment that has to do with it; empty without one
 * @param isUnused whether it is the part of the commitment that covers nothing
 * @param capacityReservation ARN of the capacity reservation in which it is used, or of which it is the unused part; empty without one
 * @param isUnusedCapacity whether it is that part
 */
public record EstateBillLine(
        Instant from,
        Instant until,
        String category,
        Item item,
        BigDecimal quantity,
        String unit,
        BigDecimal billed,
        BigDecimal effective,
        BigDecimal list,
        String commitment,
        boolean isUnused,
        String capacityReservation,
        boolean isUnusedCapacity) {

    /** Usage at its public price. */
    public static EstateBillLine usage(
            Instant from, Instant until, Item item, BigDecimal quantity, String unit, BigDecimal amount) {
        return new EstateBillLine(
                from, until, "Usage", item, quantity, unit, amount, amount, amount, "", false, "", false);
    }

    /** Code of the AWS service. */
    public String service() {
        return item.service();
    }

    public String usageType() {
        return item.usageType();
    }

    /** ARN; empty without one. */
    public String resource() {
        return item.resource();
    }

    public Map<String, String> tags() {
        return item.tags();
    }

    /** The same usage, of a capacity reservation. */
    EstateBillLine of(String reservation, boolean isUnusedPart) {
        return with(billed, effective, commitment, reservation, isUnusedPart);
    }

    /** The same usage, of which a commitment pays everything. */
    EstateBillLine coveredBy(String arn, BigDecimal effectiveAmount) {
        return with(BigDecimal.ZERO, effectiveAmount, arn, capacityReservation, isUnusedCapacity);
    }

    private EstateBillLine with(
            BigDecimal newBilled,
            BigDecimal newEffective,
            String newCommitment,
            String newReservation,
            boolean isNowUnusedCapacity) {
        return new EstateBillLine(
                from,
                until,
                category,
                item,
                quantity,
                unit,
                newBilled,
                newEffective,
                list,
                newCommitment,
                isUnused,
                newReservation,
                isNowUnusedCapacity);
    }

    /**
     * What is used or bought.
     *
     * @param service code of the AWS service
     * @param operation of the service; empty if it does not matter
     * @param account that uses or bought it
     * @param region empty without one
     * @param zone Availability Zone; empty without one
     * @param resource ARN; empty without one
     */
    public record Item(
            String service,
            String usageType,
            String operation,
            String account,
            String region,
            String zone,
            String resource,
            Map<String, String> tags) {}
}
