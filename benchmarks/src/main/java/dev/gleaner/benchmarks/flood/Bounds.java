package dev.gleaner.benchmarks.flood;

import dev.gleaner.contracts.finding.Finding;
import dev.gleaner.contracts.resource.Arn;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;

/** What AWS was asked to do, held against each budget of the actuator. */
final class Bounds {

    private final Limits limits;
    private final Map<Finding, Instant> done;
    private final Collection<String> waits;

    /** Of what was done when, and the reasons that were given to what waits. */
    Bounds(Limits limits, Map<Finding, Instant> done, Collection<String> waits) {
        this.limits = limits;
        this.done = Map.copyOf(done);
        this.waits = List.copyOf(waits);
    }

    /** One for all accounts and one for each, in actions and in dollars. */
    List<Bound> all() {
        List<Bound> all = new ArrayList<>();
        all.add(bound("actions", "", limits.totalActions(), finding -> BigDecimal.ONE));
        all.add(bound("dollars", "", limits.totalDollars(), Bounds::dollars));
        for (Fleet.Part part : Fleet.Part.values()) {
            all.add(bound("actions", part.account(), limits.accountActions(), finding -> BigDecimal.ONE));
            all.add(bound("dollars", part.account(), limits.accountDollars(), Bounds::dollars));
        }
        return all;
    }

    private Bound bound(String unit, String account, int limit, Function<Finding, BigDecimal> amount) {
        Spending spending = new Spending();
        done.forEach((finding, at) -> {
            if (Arn.parse(finding.resource()).account().contains(account)) {
                spending.add(at, amount.apply(finding));
            }
        });
        String whose = account.isEmpty() ? "all accounts" : "account " + account;
        return new Bound(unit + ", " + whose, limit, spending.mostInAnHour(), waiting(unit, whose));
    }

    private int waiting(String unit, String whose) {
        return (int) waits.stream()
                .filter(why -> why.contains(unit) && why.contains(whose))
                .count();
    }

    private static BigDecimal dollars(Finding finding) {
        return Objects.requireNonNull(finding.saving().monthly(), "every finding of the flood has a price");
    }
}
