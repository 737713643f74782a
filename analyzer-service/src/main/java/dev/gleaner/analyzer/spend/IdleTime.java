package dev.gleaner.analyzer.spend;

import dev.gleaner.analyzer.profile.Hour;
import dev.gleaner.contracts.finding.Finding;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * When the compute of a resource was idle or oversized, by the findings about it: from the begin of each episode to its end.
 *
 * @param spans at most {@link #LONGEST}, the newest ones
 */
record IdleTime(List<Span> spans) {

    static final IdleTime NONE = new IdleTime(List.of());

    /** A resource has few findings within the months that bills are restated for. */
    private static final int LONGEST = 64;

    private static final long DAY_MILLIS = 86_400_000;
    private static final BigDecimal HOURS_PER_MONTH = BigDecimal.valueOf(Hour.PER_MONTH);
    private static final BigDecimal HOUR_MILLIS = BigDecimal.valueOf(3_600_000);
    private static final int IDLE = 1;
    private static final int OVERSIZED = 5;

    /** Its finding says for which hours the resource stands idle, and not that it always does. */
    private static final String SPORADIC = "sporadic-instance";

    IdleTime {
        spans = List.copyOf(spans);
    }

    /** Whether a finding says that compute is idle or oversized. */
    static boolean isAbout(Finding finding) {
        return finding.step() == IDLE || finding.step() == OVERSIZED;
    }

    /** With what a version of a finding says; the same if it says nothing new. */
    IdleTime with(Finding finding) {
        List<Span> all = new ArrayList<>(spans);
        all.removeIf(span -> span.finding().equals(finding.id()));
        Span span = Span.of(finding);
        if (span != null) {
            all.add(span);
        }
        all.sort(Comparator.comparing(Span::from).thenComparing(Span::finding));
        return new IdleTime(all.subList(Math.max(0, all.size() - LONGEST), all.size()));
    }

    /**
     * The part of the compute cost of a day that was idle, 0 to 1.
     *
     * @param day days since the epoch
     * @param cost effective compute cost of the resource on that day, USD
     */
    BigDecimal partOf(long day, BigDecimal cost) {
        BigDecimal part = BigDecimal.ZERO;
        for (Span span : spans) {
            part = part.max(span.partOf(day, cost));
        }
        return part.min(BigDecimal.ONE);
    }

    /**
     * The time of one finding.
     *
     * @param finding its id
     * @param until null while it is open
     * @param monthly USD a month of the part of the resource that is oversized; null if all of it is idle
     */
    record Span(
            String finding,
            Instant from,
            @Nullable Instant until,
            @Nullable BigDecimal monthly) {

        static @Nullable Span of(Finding finding) {
            boolean isWhole = finding.step() == IDLE && !finding.rule().equals(SPORADIC);
            BigDecimal monthly = isWhole ? null : finding.saving().monthly();
            boolean isKnown = isWhole || monthly != null;
            return switch (finding.status()) {
                case OPEN, IN_DOUBT -> isKnown ? new Span(finding.id(), finding.openedAt(), null, monthly) : null;
                case RESOLVED ->
                    isKnown ? new Span(finding.id(), finding.openedAt(), finding.updatedAt(), monthly) : null;
                case INSUFFICIENT, WITHDRAWN -> null;
            };
        }

        private BigDecimal partOf(long day, BigDecimal cost) {
            long begin = Math.max(day * DAY_MILLIS, from.toEpochMilli());
            long end = (day + 1) * DAY_MILLIS;
            if (until != null) {
                end = Math.min(end, until.toEpochMilli());
            }
            if (end <= begin) {
                return BigDecimal.ZERO;
            }
            BigDecimal covered = BigDecimal.valueOf(end - begin);
            BigDecimal whole =
                    covered.divide(BigDecimal.valueOf(DAY_MILLIS), ChargeDays.DECIMALS, RoundingMode.HALF_UP);
            if (monthly == null) {
                return whole;
            }
            return cost.signum() <= 0
                    ? BigDecimal.ZERO
                    : monthly.multiply(covered)
                            .divide(
                                    HOURS_PER_MONTH.multiply(HOUR_MILLIS).multiply(cost),
                                    ChargeDays.DECIMALS,
                                    RoundingMode.HALF_UP)
                            .min(whole);
        }
    }
}
