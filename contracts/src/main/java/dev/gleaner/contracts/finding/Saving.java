package dev.gleaner.contracts.finding;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.math.BigDecimal;
import java.math.RoundingMode;
import org.jspecify.annotations.Nullable;

/**
 * Estimated saving in USD per month of 730 hours. Without a known price the amounts are absent, and not zero.
 *
 * @param low low estimate: 0 as long as commitments (reserved instances, savings plans) may cover the resource, or no remedy
 *     of the finding can be carried out by an action
 * @param basis the calculation and the source of the price, for a person to check
 * @param charge what is paid for once, where findings on several resources save it; absent where only findings on the resource itself do
 * @param cost USD a month that is paid, where nobody knows which part of it can be saved, so that the amounts above are absent
 * @param covered the part of {@code high} that reservations and savings plans cover; absent where they cover nothing of it, or no bill says so
 */
public record Saving(
        @JsonFormat(shape = JsonFormat.Shape.STRING) @Nullable
        BigDecimal monthly,

        @JsonFormat(shape = JsonFormat.Shape.STRING) @Nullable
        BigDecimal low,

        @JsonFormat(shape = JsonFormat.Shape.STRING) @Nullable
        BigDecimal high,

        String basis,
        boolean priced,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Charge charge,

        @JsonInclude(JsonInclude.Include.NON_NULL) @JsonFormat(shape = JsonFormat.Shape.STRING) @Nullable
        BigDecimal cost,

        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Covered covered) {

    public Saving {
        if (priced != (monthly != null) || priced != (low != null) || priced != (high != null)) {
            throw new IllegalArgumentException("a priced saving has all its amounts, an unpriced one none");
        }
        if (priced && cost != null) {
            throw new IllegalArgumentException("what is saved of a cost is either known or not");
        }
        if (covered != null && (!priced || covered.amount().compareTo(high) > 0)) {
            throw new IllegalArgumentException("what commitments cover is a part of the high estimate");
        }
    }

    /**
     * What reservations and savings plans cover of a saving. They are paid for anyway, so that it is saved only as far as they cover other
     * usage instead, which AWS decides anew for each hour.
     *
     * @param amount USD a month at the price that is charged without them
     * @param reused the part of it, 0 to 1, that they would cover of other usage which is on demand today; absent if it is not known
     * @param reason why, for a person; absent before it was computed
     */
    public record Covered(
            @JsonFormat(shape = JsonFormat.Shape.STRING) BigDecimal amount,

            @JsonInclude(JsonInclude.Include.NON_NULL) @JsonFormat(shape = JsonFormat.Shape.STRING) @Nullable
            BigDecimal reused,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            String reason) {}

    /**
     * A charge that findings on several resources save: an Auto Scaling group is paid for by its instances. Totals count of it what the
     * findings on the whole save, or the sum of those on its parts if that is more; see docs/findings.md.
     *
     * @param of ARN of the resource that is the whole; of an Auto Scaling group as IAM policies write it, with {@code *} for the UUID,
     *     which its instances do not name
     * @param part whether the finding is on a part of it
     */
    public record Charge(String of, boolean part) {

        /**
         * The volumes that are deleted together with an instance, beside the instance itself.
         *
         * @param instance its ARN
         */
        public static Charge ofVolumes(String instance, boolean part) {
            return new Charge(instance + "/volumes", part);
        }
    }

    /** A known saving; amounts are rounded to cents. */
    public static Saving priced(BigDecimal monthly, BigDecimal low, BigDecimal high, String basis) {
        return new Saving(cents(monthly), cents(low), cents(high), basis, true, null, null, null);
    }

    /** A saving without a known price; the basis is the reason. */
    public static Saving unpriced(String basis) {
        return new Saving(null, null, null, basis, false, null, null, null);
    }

    /**
     * A cost of which it is not known what can be saved; it is in no total.
     *
     * @param cost USD a month
     */
    public static Saving ofCost(BigDecimal cost, String basis) {
        return new Saving(null, null, null, basis, false, null, cents(cost), null);
    }

    /** Whether neither what is saved nor what is paid is known. */
    @JsonIgnore
    public boolean isUnknown() {
        return !priced && cost == null;
    }

    /**
     * The same saving, of which nothing is certain: its low estimate is 0. One without a price stays as it is.
     *
     * @param reason why, which is added to the basis
     */
    public Saving uncertain(String reason) {
        return priced
                ? new Saving(
                        monthly, cents(BigDecimal.ZERO), high, basis + "; low: " + reason, true, charge, null, covered)
                : this;
    }

    /**
     * The same saving as one of this charge.
     *
     * @param of null where only findings on the resource itself save it
     */
    public Saving withCharge(@Nullable Charge of) {
        return new Saving(monthly, low, high, basis, priced, of, cost, covered);
    }

    /**
     * The same saving with a part that commitments cover, which is not saved by what the bill alone says.
     *
     * @param whole USD a month with that part: the new high estimate
     */
    public Saving withCovered(BigDecimal whole) {
        if (high == null || cents(whole).compareTo(high) <= 0) {
            return this;
        }
        BigDecimal amount = cents(whole).subtract(high);
        return new Saving(monthly, low, cents(whole), basis, priced, charge, null, new Covered(amount, null, null));
    }

    /**
     * The same saving, of whose covered part some is saved since the commitments cover other usage instead. One without a covered part
     * stays as it is.
     *
     * @param part 0 to 1; null if it is not known, so that nothing of it counts
     * @param reason why, for a person
     */
    public Saving withReuse(@Nullable BigDecimal part, String reason) {
        if (covered == null || high == null) {
            return this;
        }
        BigDecimal reused = part == null ? BigDecimal.ZERO : covered.amount().multiply(part);
        return new Saving(
                cents(high.subtract(covered.amount()).add(reused)),
                low,
                high,
                basis,
                priced,
                charge,
                null,
                new Covered(covered.amount(), part, reason));
    }

    private static BigDecimal cents(BigDecimal amount) {
        return amount.setScale(2, RoundingMode.HALF_UP);
    }
}
