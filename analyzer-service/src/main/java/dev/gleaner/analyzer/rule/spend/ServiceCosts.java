package dev.gleaner.analyzer.rule.spend;

import dev.gleaner.analyzer.profile.Hour;
import dev.gleaner.analyzer.profile.RuleInput;
import java.math.BigDecimal;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a service cost and predicted by the end of a day.
 *
 * @param account that pays the bill
 * @param days by days since the epoch, up to the evaluated one
 * @param target USD per prediction at most; empty without one
 */
public record ServiceCosts(
        String service, String account, Hour hour, SortedMap<Long, Day> days, Optional<BigDecimal> target)
        implements RuleInput {

    private static final String ARN = "arn:aws:gleaner:::service/";

    /** ARN under which findings are about a service. */
    public static String arn(String service) {
        return ARN + service;
    }

    @Override
    public String resource() {
        return arn(service);
    }

    @Override
    public String region() {
        return "";
    }

    @Override
    public @Nullable Map<String, String> tags() {
        return null;
    }

    @Override
    public @Nullable String notApplicable(int hours) {
        return null;
    }

    /** The sum of the days after {@code skipped} newest ones, {@code count} at most. */
    Day sum(int skipped, int count) {
        long end = hour.day() - skipped + 1;
        return new TreeMap<>(days)
                .subMap(end - count, end).values().stream()
                        .filter(Day::isCounted)
                        .reduce(Day.NONE, Day::plus);
    }

    /** Days of these with predictions. */
    int counted(int skipped, int count) {
        long end = hour.day() - skipped + 1;
        return (int) new TreeMap<>(days)
                .subMap(end - count, end).values().stream()
                        .filter(Day::isCounted)
                        .count();
    }

    /**
     * A day.
     *
     * @param allocated effective cost that carries the tag of the service, USD
     * @param idle part of it that findings of idle or oversized compute cover, USD
     * @param predictions 0 if none were counted
     * @param tokens input and output; 0 if none were counted
     */
    public record Day(BigDecimal allocated, BigDecimal idle, long predictions, long tokens) {

        static final Day NONE = new Day(BigDecimal.ZERO, BigDecimal.ZERO, 0, 0);

        /** Whether predictions were counted. */
        boolean isCounted() {
            return predictions > 0;
        }

        Day plus(Day other) {
            return new Day(
                    allocated.add(other.allocated),
                    idle.add(other.idle),
                    predictions + other.predictions,
                    tokens + other.tokens);
        }
    }
}
