package dev.gleaner.collector.source.billing.charge;

import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The usage of a charge of one day by its hours: commitments are allocated by the hour, while a charge is a sum for the day. Nearly all usage
 * is the same in each hour that it lies in, so that a bit for each hour suffices.
 */
public final class HourlyAmounts {

    /** Of a charge that is not for hours of one day. */
    public static final HourlyAmounts NONE = new HourlyAmounts(0, 0, null);

    /** Hours of a day. */
    public static final int HOURS = 24;

    /** Steps of an amount of 1. */
    private static final double STEPS = 1e9;

    private final int hours;
    private final double amount;

    /** By hour, if they differ. */
    private final double @Nullable [] amounts;

    private HourlyAmounts(int hours, double amount, double @Nullable [] amounts) {
        this.hours = hours;
        this.amount = amount;
        this.amounts = amounts;
    }

    /**
     * Usage that is the same in some hours.
     *
     * @param hours a bit for each, the lowest for the first of the day
     */
    static HourlyAmounts same(int hours, double amount) {
        return hours == 0 ? NONE : new HourlyAmounts(hours, amount, null);
    }

    /** Usage that may differ between hours; rounded, so that the order in which lines were added has no influence. */
    static HourlyAmounts of(double[] exact) {
        double[] amounts = new double[HOURS];
        Arrays.setAll(amounts, hour -> Math.rint(exact[hour] * STEPS) / STEPS);
        int hours = 0;
        for (int hour = 0; hour < HOURS; hour++) {
            hours |= amounts[hour] == 0 ? 0 : 1 << hour;
        }
        double first = hours == 0 ? 0 : amounts[Integer.numberOfTrailingZeros(hours)];
        for (int hour = 0; hour < HOURS; hour++) {
            if (amounts[hour] != 0 && amounts[hour] != first) {
                return new HourlyAmounts(hours, 0, amounts);
            }
        }
        return same(hours, first);
    }

    /** A bit for each hour with usage, the lowest for the first of the day; 0 without any. */
    public int hours() {
        return hours;
    }

    /** Usage of an hour of the day. */
    public double in(int hour) {
        if ((hours & 1 << hour) == 0) {
            return 0;
        }
        return amounts == null ? amount : amounts[hour];
    }

    /** Whether the usage is the same in each hour with usage. */
    public boolean isSame() {
        return amounts == null;
    }

    HourlyAmounts plus(HourlyAmounts other) {
        if (other.hours == 0 || hours == 0) {
            return hours == 0 ? other : this;
        }
        double[] sums = new double[HOURS];
        Arrays.setAll(sums, hour -> in(hour) + other.in(hour));
        return of(sums);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof HourlyAmounts that
                && hours == that.hours
                && Double.compare(amount, that.amount) == 0
                && Arrays.equals(amounts, that.amounts);
    }

    @Override
    public int hashCode() {
        return Objects.hash(hours, amount, Arrays.hashCode(amounts));
    }

    @Override
    public String toString() {
        return Integer.toHexString(hours) + " x " + (amounts == null ? amount : Arrays.toString(amounts));
    }
}
