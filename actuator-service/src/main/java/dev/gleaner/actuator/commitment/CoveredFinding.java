package dev.gleaner.actuator.commitment;

import dev.gleaner.actuator.proposal.FindingState;
import jakarta.persistence.Tuple;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A live finding about a resource whose usage commitments may cover.
 *
 * @param monthly USD a month that it saves; of one with a covered part as it was computed before
 * @param covered part of its saving that commitments cover, USD a month; null without one
 */
record CoveredFinding(
        String id,
        String resource,
        FindingState.Kind state,
        @Nullable BigDecimal monthly,
        @Nullable BigDecimal covered) {

    /**
     * The order in which resources count: what was acted on is saved already, and what is on demand is certain to be saved. A finding in
     * doubt takes nothing from others.
     */
    static final Comparator<CoveredFinding> ORDER = Comparator.comparing(CoveredFinding::rank)
            .thenComparing(CoveredFinding::resource)
            .thenComparing(CoveredFinding::id);

    private static final int HOURS_OF_MONTH = 730;
    private static final int DECIMALS = 6;

    /** A smaller amount is rounded too much. */
    private static final double MUCH = 0.1;

    static CoveredFinding of(Tuple row) {
        return new CoveredFinding(
                row.get("id", String.class),
                row.get("resource", String.class),
                FindingState.Kind.of(row.get("state", String.class)).orElseThrow(),
                row.get("monthly", BigDecimal.class),
                row.get("covered", BigDecimal.class));
    }

    private int rank() {
        if (state == FindingState.Kind.ACTED_ON) {
            return 0;
        }
        if (state == FindingState.Kind.IN_DOUBT) {
            return 3;
        }
        return covered == null ? 1 : 2;
    }

    /** What the calculation depends on. */
    String inputs() {
        return String.join(" ", id, resource, state.text(), String.valueOf(covered == null ? monthly : covered));
    }

    /** The row as the table of findings takes it. */
    Map<String, @Nullable Object> row(ReusedCoverage reuse) {
        Map<String, @Nullable Object> row = new LinkedHashMap<>();
        row.put("id", id);
        if (covered != null) {
            row.put(
                    "reused",
                    reuse.part().stream()
                            .mapToObj(part -> rounded(part, DECIMALS))
                            .findFirst()
                            .orElse(null));
            row.put("reason", reuse.reason());
        }
        row.put("overlap", overlap(reuse));
        return row;
    }

    /** USD a month that others save already. */
    private BigDecimal overlap(ReusedCoverage reuse) {
        return rounded(Math.max(0, reuse.alone() - reuse.marginal()) * ofMonth(reuse), 2);
    }

    /** What a USD of the hours that count is in a month: as in the saving of the finding if commitments cover much of it, else by time. */
    private double ofMonth(ReusedCoverage reuse) {
        if (covered != null && reuse.covered() > MUCH * reuse.onDemand()) {
            return covered.doubleValue() / reuse.covered();
        }
        return reuse.days() == 0 ? 0 : (double) HOURS_OF_MONTH / (AllocatedDay.HOURS * reuse.days());
    }

    private static BigDecimal rounded(double number, int decimals) {
        return BigDecimal.valueOf(number).setScale(decimals, RoundingMode.HALF_UP);
    }
}
