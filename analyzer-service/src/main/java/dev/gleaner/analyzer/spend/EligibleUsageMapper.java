package dev.gleaner.analyzer.spend;

import dev.gleaner.contracts.resource.Arn;
import dev.gleaner.contracts.signal.proto.BilledCharge;
import dev.gleaner.contracts.signal.proto.ChargeCategory;
import dev.gleaner.contracts.signal.proto.CommitmentStatus;
import dev.gleaner.contracts.spend.SpendRecord;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Maps charges to the usage that reservations and savings plans may cover, by the hour: instances of EC2 on demand, the unused part of
 * capacity reservations, which they cover as well (Amazon EC2 User Guide, "Capacity Reservation pricing and billing"), Fargate, and
 * instances of SageMaker. Spot usage is covered by none.
 */
final class EligibleUsageMapper {

    private static final String EC2 = "AmazonEC2";
    private static final int HOURS = 24;

    /** {@code USW2-BoxUsage:m5.large}: in us-east-1 without a region. */
    private static final Pattern INSTANCE =
            Pattern.compile("(?:[A-Z0-9]+-)?(BoxUsage|UnusedBox|DedicatedUsage|UnusedDed):(.+)");

    private static final Pattern OTHER = Pattern.compile("(?:[A-Z]+[0-9]*-)?(Fargate.+|(?!\\w*Spot)[A-Z]\\w*:ml\\..+)");

    /** Zones end with a letter: {@code us-east-1a}. */
    private static final Pattern ZONE = Pattern.compile("([a-z]+(?:-[a-z]+)+-\\d+)[a-z]");

    /**
     * Platforms by the billing code of the operation; without one it is Linux/UNIX. Source: Amazon EC2 User Guide, "AMI billing
     * information fields".
     */
    private static final Map<String, String> PLATFORMS = Map.ofEntries(
            Map.entry("", "Linux/UNIX"),
            Map.entry("0010", "Red Hat Enterprise Linux"),
            Map.entry("1010", "Red Hat Enterprise Linux with HA"),
            Map.entry("1014", "Red Hat Enterprise Linux with SQL Server Standard and HA"),
            Map.entry("1110", "Red Hat Enterprise Linux with SQL Server Enterprise and HA"),
            Map.entry("0014", "Red Hat Enterprise Linux with SQL Server Standard"),
            Map.entry("0210", "Red Hat Enterprise Linux with SQL Server Web"),
            Map.entry("0110", "Red Hat Enterprise Linux with SQL Server Enterprise"),
            Map.entry("0100", "Linux with SQL Server Enterprise"),
            Map.entry("0004", "Linux with SQL Server Standard"),
            Map.entry("0200", "Linux with SQL Server Web"),
            Map.entry("000g", "SUSE Linux"),
            Map.entry("0002", "Windows"),
            Map.entry("0102", "Windows with SQL Server Enterprise"),
            Map.entry("0006", "Windows with SQL Server Standard"),
            Map.entry("0202", "Windows with SQL Server Web"));

    private EligibleUsageMapper() {}

    /**
     * The usage of a charge; empty if no commitment may cover it, or the bill does not tell its hours.
     *
     * @param resource ARN of what is charged
     * @param account that is charged
     */
    static Optional<SpendRecord.EligibleHours> map(BilledCharge charge, String resource, String account) {
        if (charge.getCategory() != ChargeCategory.USAGE
                || charge.getCommitmentStatus() == CommitmentStatus.UNUSED
                || charge.getHours() == 0
                || charge.getQuantity().isEmpty()) {
            return Optional.empty();
        }
        return kind(charge, resource, account)
                .map(kind -> new SpendRecord.EligibleHours(
                        kind,
                        charge.getCommitmentStatus() == CommitmentStatus.USED ? charge.getCommitment() : "",
                        amount(charge.getList()),
                        amount(charge.getEffective().isEmpty() ? charge.getBilled() : charge.getEffective()),
                        hours(charge)));
    }

    /** Whether a charge goes on without what is used: it is for usage in a capacity reservation. */
    static boolean isReserved(BilledCharge charge) {
        return charge.getCapacityStatus() != CommitmentStatus.NO_COMMITMENT;
    }

    private static Optional<SpendRecord.EligibleHours.Kind> kind(BilledCharge charge, String resource, String account) {
        Matcher instance = INSTANCE.matcher(charge.getUsageType());
        String region = region(charge.getZone(), resource);
        if (charge.getService().equals(EC2) && instance.matches()) {
            return Optional.of(new SpendRecord.EligibleHours.Kind(
                    account,
                    region,
                    charge.getZone(),
                    instance.group(2),
                    platform(charge.getOperation()),
                    instance.group(1).contains("Box") ? "default" : "dedicated"));
        }
        Matcher other = OTHER.matcher(charge.getUsageType());
        return other.matches()
                ? Optional.of(new SpendRecord.EligibleHours.Kind(account, region, "", other.group(1), "", ""))
                : Optional.empty();
    }

    private static String region(String zone, String resource) {
        Matcher matcher = ZONE.matcher(zone);
        return matcher.matches() ? matcher.group(1) : Arn.parse(resource).region();
    }

    /** Of an unknown billing code it is the operation, which no reservation is for. */
    private static String platform(String operation) {
        int code = operation.indexOf(':') + 1;
        return PLATFORMS.getOrDefault(code == 0 ? "" : operation.substring(code), operation);
    }

    private static @Nullable BigDecimal amount(String text) {
        return text.isEmpty() ? null : new BigDecimal(text);
    }

    private static List<Double> hours(BilledCharge charge) {
        if (charge.getHourQuantitiesCount() == HOURS) {
            return charge.getHourQuantitiesList();
        }
        double each = new BigDecimal(charge.getQuantity())
                .divide(BigDecimal.valueOf(Integer.bitCount(charge.getHours())), MathContext.DECIMAL64)
                .doubleValue();
        List<Double> hours = new ArrayList<>(HOURS);
        for (int hour = 0; hour < HOURS; hour++) {
            hours.add((charge.getHours() & 1 << hour) == 0 ? 0 : each);
        }
        return hours;
    }
}
