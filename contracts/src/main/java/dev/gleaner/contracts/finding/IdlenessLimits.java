package dev.gleaner.contracts.finding;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What must still hold of an instance when a remedy is carried out: the window and the limits by which its rule found it idle. Whoever
 * carries it out evaluates the same on metrics of that moment. CPU is in percent, 0 to 100. A period is at work from {@code workMean},
 * {@code peak} or {@link #busyBytes} on.
 *
 * @param version of this part, {@link #VERSION}
 * @param window that ends at the moment of the evaluation; a whole number of periods
 * @param period of the metrics, {@link #FINE} or {@link #COARSE}
 * @param coverage share of the periods, 0 to 1, that must have CPU and network
 * @param mean mean CPU of the window from which it is in use; absent if the rule has no such limit
 * @param busy mean CPU of a period from which it is in use, wherever that period lies
 * @param workMean mean CPU of a period from which the period is at work
 * @param peak largest CPU of a period from which the period is at work
 * @param hourBytes bytes in and out within an hour, beyond its background traffic, from which that hour is at work
 * @param dayBytes bytes in and out within any 24 hours of the window from which it is in use; absent if the rule has no such limit
 * @param workPeriods largest number of periods at work
 * @param rest last part of the window, in which no period may be at work
 * @param background bytes in and out that it moves in each hour, as with an agent on it; absent if it moves hardly any
 */
public record IdlenessLimits(
        int version,
        @JsonFormat(shape = JsonFormat.Shape.STRING) Duration window,
        @JsonFormat(shape = JsonFormat.Shape.STRING) Duration period,
        double coverage,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Double mean,
        double busy,
        double workMean,
        double peak,
        double hourBytes,

        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Double dayBytes,

        int workPeriods,
        @JsonFormat(shape = JsonFormat.Shape.STRING) Duration rest,

        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Double background) {

    /** The version that is written, and the newest that is known. */
    public static final int VERSION = 1;

    /** Period of the metrics that EC2 sends by basic monitoring. */
    public static final Duration FINE = Duration.ofMinutes(5);

    public static final Duration COARSE = Duration.ofHours(1);

    public IdlenessLimits {
        if (!period.equals(FINE) && !period.equals(COARSE)) {
            throw new IllegalArgumentException("periods are of " + FINE + " or " + COARSE + ", not of " + period);
        }
        if (window.compareTo(period) < 0 || window.toMillis() % period.toMillis() != 0) {
            throw new IllegalArgumentException("the window " + window + " is not a whole number of " + period);
        }
        if (rest.isNegative() || rest.compareTo(window) > 0) {
            throw new IllegalArgumentException("the rest " + rest + " is not a part of the window " + window);
        }
        if (!(coverage > 0 && coverage <= 1)) {
            throw new IllegalArgumentException("the coverage is more than 0 and at most 1, not " + coverage);
        }
        if (workPeriods < 0) {
            throw new IllegalArgumentException("there are no " + workPeriods + " periods");
        }
    }

    /** Bytes in and out within an hour from which that hour is at work. */
    public double busyBytes() {
        return background == null ? hourBytes : background + hourBytes;
    }

    /** The window for a person, such as {@code 60 minutes}, {@code 24 hours} or {@code 7 days}. */
    public String windowText() {
        long hours = window.toHours();
        if (hours < 2 || window.toMinutes() % 60 != 0) {
            return window.toMinutes() + " minutes";
        }
        return hours > 48 && hours % 24 == 0 ? window.toDays() + " days" : hours + " hours";
    }

    /** A period for a person: {@code five minutes} or {@code hour}. */
    public String periodText() {
        return period.equals(FINE) ? "five minutes" : "hour";
    }
}
