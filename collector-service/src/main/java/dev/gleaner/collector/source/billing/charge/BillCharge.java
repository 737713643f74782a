package dev.gleaner.collector.source.billing.charge;

import dev.gleaner.contracts.signal.proto.ChargeCategory;
import dev.gleaner.contracts.signal.proto.CommitmentStatus;
import java.math.BigDecimal;
import java.util.Comparator;

/**
 * Sum of the lines of a statement with the same key. Amounts that the lines do not have are 0 and not known.
 *
 * @param billed USD
 * @param effective USD
 * @param list USD
 * @param quantity in the unit of the key
 * @param hours the quantity by hours, of usage that is measured in them
 */
public record BillCharge(
        Key key, BigDecimal billed, BigDecimal effective, BigDecimal list, BigDecimal quantity, HourlyAmounts hours) {

    /** The sum of two charges of the same key. */
    BillCharge plus(BillCharge other) {
        return new BillCharge(
                key,
                billed.add(other.billed),
                effective.add(other.effective),
                list.add(other.list),
                quantity.add(other.quantity),
                hours.plus(other.hours));
    }

    /** Whether a quantity in this unit is time, in hours. */
    public static boolean isInHours(String unit) {
        return unit.equals("Hrs") || unit.equals("Hours");
    }

    /** Whether the lines have it. */
    public boolean isEffectiveKnown() {
        return (key.known & ChargeTable.EFFECTIVE) != 0;
    }

    /** Whether the lines have it. */
    public boolean isListKnown() {
        return (key.known & ChargeTable.LIST) != 0;
    }

    /** Whether the lines have it. */
    public boolean isQuantityKnown() {
        return (key.known & ChargeTable.QUANTITY) != 0;
    }

    /**
     * Identifies a charge.
     *
     * @param from epoch milliseconds
     * @param until epoch milliseconds
     * @param known which amounts the lines have, by bits: absent ones are not added to others as 0
     */
    public record Key(Identity identity, long from, long until, int known) implements Comparable<Key> {

        private static final Comparator<Key> ORDER = Comparator.comparing(Key::identity)
                .thenComparingLong(Key::from)
                .thenComparingLong(Key::until)
                .thenComparingInt(Key::known);

        @Override
        public int compareTo(Key other) {
            return ORDER.compare(this, other);
        }
    }

    /**
     * What charges have in common except for their periods. Absent texts are empty.
     *
     * @param resource ARN
     * @param account that used the resource, which may be another one than its owner
     * @param bill payer and first day of the billing period
     * @param commitment id of the reservation or savings plan
     * @param capacityReservation ARN of the capacity reservation in which it is used, or whose unused part this is
     * @param tags that allocate cost, as JSON with sorted keys; empty without any
     * @param unit of the quantity
     * @param zone availability zone; empty of what is in none
     * @param operation of the service, such as {@code RunInstances:0002}, which tells the platform of an instance
     */
    public record Identity(
            String resource,
            String account,
            String bill,
            String service,
            String usageType,
            ChargeCategory category,
            String commitment,
            CommitmentStatus status,
            String capacityReservation,
            CommitmentStatus capacityStatus,
            String tags,
            String unit,
            String zone,
            String operation)
            implements Comparable<Identity> {

        private static final Comparator<Identity> ORDER = Comparator.comparing(Identity::resource)
                .thenComparing(Identity::account)
                .thenComparing(Identity::bill)
                .thenComparing(Identity::service)
                .thenComparing(Identity::usageType)
                .thenComparing(Identity::category)
                .thenComparing(Identity::commitment)
                .thenComparing(Identity::status)
                .thenComparing(Identity::capacityReservation)
                .thenComparing(Identity::capacityStatus)
                .thenComparing(Identity::tags)
                .thenComparing(Identity::unit)
                .thenComparing(Identity::zone)
                .thenComparing(Identity::operation);

        @Override
        public int compareTo(Identity other) {
            return ORDER.compare(this, other);
        }
    }
}
