package dev.gleaner.systemtests.flood;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** The maximum amount within any hour. */
final class RollingHourMaximum {

    private static final Duration HOUR = Duration.ofHours(1);

    private record Spent(Instant at, BigDecimal amount) {}

    private final List<Spent> all = new ArrayList<>();

    void add(Instant at, BigDecimal amount) {
        all.add(new Spent(at, amount));
    }

    /** The maximum over all hours, which may begin at any time. */
    BigDecimal mostInAnHour() {
        List<Spent> ordered =
                all.stream().sorted(Comparator.comparing(Spent::at)).toList();
        BigDecimal most = BigDecimal.ZERO;
        BigDecimal within = BigDecimal.ZERO;
        int first = 0;
        for (Spent spent : ordered) {
            within = within.add(spent.amount());
            while (!ordered.get(first).at().plus(HOUR).isAfter(spent.at())) {
                within = within.subtract(ordered.get(first).amount());
                first++;
            }
            most = most.max(within);
        }
        return most;
    }
}
