package dev.gleaner.benchmarks.flood;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** What was spent and when, held against a budget that is full at first and refills evenly over an hour. */
final class Spending {

    private static final double HOUR = Duration.ofHours(1).toNanos();

    private record Spent(Instant at, BigDecimal amount) {}

    private final List<Spent> all = new ArrayList<>();

    void add(Instant at, BigDecimal amount) {
        all.add(new Spent(at, amount));
    }

    BigDecimal total() {
        return all.stream().map(Spent::amount).reduce(BigDecimal.ZERO, BigDecimal::add);
    }

    /**
     * By how much more was spent than such a budget can give, in the worst span of time; 0 or less when never. A bucket that
     * holds what an hour brings can give, in any span, its content and what flows in meanwhile.
     */
    double mostAbove(double anHour) {
        List<Spent> ordered =
                all.stream().sorted(Comparator.comparing(Spent::at)).toList();
        double level = anHour;
        double lowest = Double.MAX_VALUE;
        Instant last = ordered.isEmpty() ? Instant.EPOCH : ordered.get(0).at();
        for (Spent spent : ordered) {
            double flowed = anHour * Duration.between(last, spent.at()).toNanos() / HOUR;
            level = Math.min(anHour, level + flowed) - spent.amount().doubleValue();
            lowest = Math.min(lowest, level);
            last = spent.at();
        }
        return ordered.isEmpty() ? 0 : -lowest;
    }
}
