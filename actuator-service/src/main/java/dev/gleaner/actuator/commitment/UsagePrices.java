package dev.gleaner.actuator.commitment;

import dev.gleaner.contracts.spend.SpendRecord;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What an hour of usage costs, by the lines of a bill alone: on demand what lines on demand charge, else the public price; by a savings plan
 * what the lines charge that plans of its kind covered.
 */
final class UsagePrices {

    private final Map<Line, Sum> onDemandOfDay = new HashMap<>();
    private final Map<Priced, Sum> onDemand = new HashMap<>();
    private final Map<Priced, Sum> list = new HashMap<>();
    private final Map<Priced, Map<SavingsPlan.Kind, Sum>> plans = new HashMap<>();

    UsagePrices(Collection<SpendRecord.EligibleDay> days, ListedCommitments commitments) {
        days.forEach(day -> day.usage().forEach(usage -> add(day.day(), usage, commitments)));
    }

    private void add(LocalDate day, SpendRecord.EligibleHours usage, ListedCommitments commitments) {
        Priced priced = Priced.of(usage.kind());
        sum(list, priced).add(usage.list(), usage.hours());
        if (usage.commitment().isEmpty()) {
            sum(onDemandOfDay, new Line(day, usage.kind())).add(usage.effective(), usage.hours());
            sum(onDemand, priced).add(usage.effective(), usage.hours());
        }
        commitments
                .planKind(usage.commitment())
                .ifPresent(kind -> plans.computeIfAbsent(priced, absent -> new EnumMap<>(SavingsPlan.Kind.class))
                        .computeIfAbsent(kind, absent -> new Sum())
                        .add(usage.effective(), usage.hours()));
    }

    private static <K> Sum sum(Map<K, Sum> sums, K key) {
        return sums.computeIfAbsent(key, absent -> new Sum());
    }

    /** USD for an hour on demand; empty if no line says it. */
    OptionalDouble onDemand(LocalDate day, SpendRecord.EligibleHours.Kind kind) {
        Priced priced = Priced.of(kind);
        return Stream.of(onDemandOfDay.get(new Line(day, kind)), onDemand.get(priced), list.get(priced))
                .flatMap(Stream::ofNullable)
                .flatMap(sum -> sum.rate().stream().boxed())
                .mapToDouble(rate -> rate)
                .findFirst();
    }

    /** USD for an hour by the kinds of savings plans that covered it. */
    Map<SavingsPlan.Kind, Double> plans(SpendRecord.EligibleHours.Kind kind) {
        Map<SavingsPlan.Kind, Double> rates = new EnumMap<>(SavingsPlan.Kind.class);
        Optional.ofNullable(plans.get(Priced.of(kind)))
                .ifPresent(sums -> sums.forEach((plan, sum) -> sum.rate().ifPresent(rate -> rates.put(plan, rate))));
        return rates;
    }

    private record Line(LocalDate day, SpendRecord.EligibleHours.Kind kind) {}

    /** Usage that has one price whatever account and zone it is in. */
    private record Priced(String region, String type, String platform, String tenancy) {

        static Priced of(SpendRecord.EligibleHours.Kind kind) {
            return new Priced(kind.region(), kind.type(), kind.platform(), kind.tenancy());
        }
    }

    private static final class Sum {

        private double usd;
        private double hours;

        void add(@Nullable BigDecimal amount, Collection<Double> of) {
            if (amount != null) {
                usd += amount.doubleValue();
                hours += of.stream().mapToDouble(hour -> hour).sum();
            }
        }

        OptionalDouble rate() {
            return hours > 0 && usd > 0 ? OptionalDouble.of(usd / hours) : OptionalDouble.empty();
        }
    }
}
