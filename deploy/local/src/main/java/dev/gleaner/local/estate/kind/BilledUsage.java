package dev.gleaner.local.estate.kind;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Map;

/**
 * What AWS bills of a resource, or of a part of it, for an hour or a day.
 *
 * @param name of the resource or the part
 * @param service code of the AWS service
 * @param usageType without the code of the region
 * @param tags that the bill shows
 * @param priced the item whose price it has
 * @param quantity in the unit of that price
 */
public record BilledUsage(
        String name,
        String service,
        String usageType,
        Map<String, String> tags,
        String priced,
        BigDecimal quantity,
        String unit) {

    private static final int DECIMALS = 10;

    /** The hours of a number of equal things. */
    static BilledUsage hours(
            String name, String service, String usageType, Map<String, String> tags, String priced, int count) {
        return new BilledUsage(name, service, usageType, tags, priced, BigDecimal.valueOf(count), "Hrs");
    }

    /** The storage of a day. */
    static BilledUsage storage(
            EstateResource resource, String service, String usageType, String priced, BigDecimal gigabyteMonths) {
        return new BilledUsage(
                resource.name(),
                service,
                usageType,
                resource.tags(),
                priced,
                gigabyteMonths.setScale(DECIMALS, RoundingMode.HALF_UP),
                "GB-Mo");
    }

    /** What is provisioned on a day besides the storage. */
    static BilledUsage provisioned(
            EstateResource resource,
            String service,
            String usageType,
            String priced,
            int amount,
            String unit,
            BilledDay day) {
        return new BilledUsage(
                resource.name(),
                service,
                usageType,
                resource.tags(),
                priced,
                BigDecimal.valueOf(amount).multiply(day.partOfMonth()).setScale(DECIMALS, RoundingMode.HALF_UP),
                unit);
    }
}
