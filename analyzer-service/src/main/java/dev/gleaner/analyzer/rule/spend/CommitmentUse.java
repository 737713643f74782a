package dev.gleaner.analyzer.rule.spend;

import dev.gleaner.analyzer.profile.Hour;
import dev.gleaner.analyzer.profile.RuleInput;
import java.math.BigDecimal;
import java.util.Map;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * What a reservation or savings plan covered by the end of a day.
 *
 * @param resource its ARN
 * @param account that pays the bill
 * @param days by days since the epoch, up to the evaluated one
 */
public record CommitmentUse(String resource, String account, Hour hour, SortedMap<Long, Day> days)
        implements RuleInput {

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

    /**
     * A day.
     *
     * @param used effective cost of the covered usage, USD
     * @param unused effective cost of the rest of the commitment, USD
     */
    public record Day(BigDecimal used, BigDecimal unused) {

        static final Day NONE = new Day(BigDecimal.ZERO, BigDecimal.ZERO);

        Day plus(Day other) {
            return new Day(used.add(other.used), unused.add(other.unused));
        }

        BigDecimal whole() {
            return used.add(unused);
        }
    }
}
