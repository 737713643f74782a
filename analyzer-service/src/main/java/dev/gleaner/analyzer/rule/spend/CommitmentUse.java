package dev.gleaner.analyzer.rule.spend;

import dev.gleaner.analyzer.profile.Hour;
import dev.gleaner.analyzer.profile.RuleInput;
import dev.gleaner.contracts.resource.Arn;
import dev.gleaner.contracts.spend.SpendRecord;
import java.math.BigDecimal;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * What a reservation or savings plan covered, or what ran in a capacity reservation, by the end of a day.
 *
 * @param resource its ARN
 * @param account that has it, or pays the bill if its ARN does not say it
 * @param days by days since the epoch, up to the evaluated one
 * @param terms as AWS lists it; empty if that is not known
 */
public record CommitmentUse(
        String resource,
        String account,
        Hour hour,
        SortedMap<Long, Day> days,
        Optional<SpendRecord.CommitmentTerms> terms)
        implements RuleInput {

    /** That of a capacity reservation; empty for others. */
    @Override
    public String region() {
        return isCapacityReservation() ? Arn.parse(resource).region() : "";
    }

    /** Whether it keeps capacity free, and can be cancelled at any time. */
    boolean isCapacityReservation() {
        Arn arn = Arn.parse(resource);
        return arn.service().equals("ec2") && arn.type().equals("capacity-reservation");
    }

    @Override
    public @Nullable Map<String, String> tags() {
        return terms.map(SpendRecord.CommitmentTerms::tags).orElse(null);
    }

    @Override
    public @Nullable String notApplicable(int hours) {
        return null;
    }

    /**
     * A day.
     *
     * @param used effective cost of the covered usage, USD; of a capacity reservation, what is billed for instances in it
     * @param unused effective cost of the rest of the commitment, USD; of a capacity reservation, what is billed for the rest
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
