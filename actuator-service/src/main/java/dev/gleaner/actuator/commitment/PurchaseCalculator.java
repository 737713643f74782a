package dev.gleaner.actuator.commitment;

import dev.gleaner.contracts.spend.SpendRecord;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.DoubleSummaryStatistics;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Searches the savings plan with which a payer would have paid least in the hours that its bills tell of. Each candidate is allocated beside the commitments
 * that the payer has, hour by hour, as AWS would. The rates of a plan are those that lines of the bill show of plans of its kind; usage whose
 * rate no line shows is taken to stay on demand.
 */
public final class PurchaseCalculator {

    /** Hours that a bill has to tell of, so that each hour of the week counts. */
    static final int LEAST_HOURS = 168;

    /** Each round looks at so many commitments between the neighbours of the best one of the round before. */
    private static final int STEPS = 10;

    private static final int ROUNDS = 3;

    private static final int HOURS_OF_MONTH = 730;

    /** The smallest commitment is 0.001 USD. Source: Savings Plans API Reference, "CreateSavingsPlan". */
    private static final int DECIMALS_OF_COMMITMENT = 3;

    /** USD a month that are not worth a commitment. */
    private static final double NOTHING = 1;

    private final String payer;
    private final List<AllocatedDay> days;
    private final int hours;

    /** Of the records of one payer, and of all commitments. */
    public PurchaseCalculator(
            String payer, Collection<SpendRecord.EligibleDay> records, Collection<SpendRecord.CommitmentTerms> terms) {
        this.payer = payer;
        this.days = AllocatedDay.ofPayer(payer, records, new ListedCommitments(terms)).stream()
                .filter(day -> known(day).findAny().isPresent())
                .toList();
        this.hours = days.stream().mapToInt(day -> (int) known(day).count()).sum();
    }

    /** A plan beside those of the payer, and what it would have saved on each day, USD. */
    private record Candidate(SavingsPlan plan, List<Double> ofDays) {

        double saved() {
            return ofDays.stream().mapToDouble(day -> day).sum();
        }
    }

    /**
     * The advice.
     *
     * @param unsettled usage of the resources that findings are on, by the ids of these
     */
    public PurchaseAdvice advise(Map<String, List<SpendRecord.ResourceHours>> unsettled) {
        if (hours < LEAST_HOURS) {
            return PurchaseAdvice.none(
                    payer,
                    hours,
                    "the bill tells of %d hours in which its commitments are known; a plan is advised from %d on"
                            .formatted(hours, LEAST_HOURS));
        }
        List<SavingsPlan> scopes = scopes();
        if (scopes.isEmpty()) {
            return PurchaseAdvice.none(
                    payer,
                    hours,
                    "no line of the bill shows what a savings plan would charge for usage that is on demand");
        }
        Candidate best = scopes.stream()
                .map(this::cheapest)
                .max(Comparator.comparingDouble(Candidate::saved))
                .orElseThrow();
        if (best.saved() * HOURS_OF_MONTH / hours < NOTHING) {
            return PurchaseAdvice.none(
                    payer, hours, "no further savings plan would have saved anything in %d hours".formatted(hours));
        }
        List<String> open = unsettled.entrySet().stream()
                .filter(finding -> finding.getValue().stream().anyMatch(usage -> isCovered(best.plan(), usage)))
                .map(Map.Entry::getKey)
                .sorted()
                .toList();
        return open.isEmpty()
                ? advice(best)
                : new PurchaseAdvice(
                        payer,
                        null,
                        hours,
                        open,
                        "a plan would save, but not all findings on usage that it would cover are settled (%d)"
                                .formatted(open.size()));
    }

    /** What the payer would have saved with a plan on all days, USD, with the price of the plan taken off. */
    double saved(SavingsPlan plan) {
        return with(plan).saved();
    }

    /** Plans of one USD an hour of each kind and scope of which a rate is known for usage that is charged on demand. */
    List<SavingsPlan> scopes() {
        return days.stream()
                .flatMap(day -> onDemand(day))
                .flatMap(usage -> usage.planRates().keySet().stream().map(kind -> plan(kind, usage)))
                .distinct()
                .sorted(Comparator.comparing(SavingsPlan::kind)
                        .thenComparing(SavingsPlan::region)
                        .thenComparing(SavingsPlan::family))
                .toList();
    }

    private SavingsPlan plan(SavingsPlan.Kind kind, EligibleUsage usage) {
        boolean isOfFamily = kind == SavingsPlan.Kind.EC2_INSTANCE;
        return new SavingsPlan(
                "advised", payer, kind, isOfFamily ? usage.region() : "", isOfFamily ? usage.family() : "", 1);
    }

    /** Kinds of usage of which some is on demand in an hour. */
    private static Stream<EligibleUsage> onDemand(AllocatedDay day) {
        double[] all = new double[day.kinds().size()];
        known(day).forEach(hour -> {
            double[] uncovered = day.order(hour).uncovered(day.hours(hour));
            for (int index = 0; index < all.length; index++) {
                all[index] += uncovered[index];
            }
        });
        return IntStream.range(0, all.length).filter(index -> all[index] > 0).mapToObj(day::kind);
    }

    /** The best of a kind and scope: what is saved rises up to one commitment and falls beyond it, as each further USD covers usage of a smaller discount, or of fewer hours. */
    private Candidate cheapest(SavingsPlan scope) {
        double from = 0;
        double to = largest(scope);
        Candidate best = with(sized(scope, 0));
        for (int round = 0; round < ROUNDS; round++) {
            double step = (to - from) / STEPS;
            double first = from;
            List<Candidate> some = new ArrayList<>(IntStream.rangeClosed(0, STEPS)
                    .mapToObj(number -> with(sized(scope, first + number * step)))
                    .toList());
            some.add(best);
            best = some.stream()
                    .max(Comparator.comparingDouble(Candidate::saved))
                    .orElseThrow();
            from = Math.max(0, best.plan().commitment() - step);
            to = best.plan().commitment() + step;
        }
        return best;
    }

    /** The commitment that all eligible usage of the fullest hour would take. */
    private double largest(SavingsPlan scope) {
        return days.stream()
                .flatMapToDouble(day -> known(day).mapToDouble(hour -> eligible(scope, day, hour)))
                .max()
                .orElse(0);
    }

    private static double eligible(SavingsPlan scope, AllocatedDay day, int hour) {
        double[] amounts = day.hours(hour);
        return IntStream.range(0, amounts.length)
                .filter(index -> scope.covers(day.kind(index)))
                .mapToDouble(
                        index -> amounts[index] * day.kind(index).planRates().getOrDefault(scope.kind(), 0.0))
                .sum();
    }

    /** Rounded to what can be bought. */
    private static SavingsPlan sized(SavingsPlan scope, double hourly) {
        return new SavingsPlan(
                scope.id(),
                scope.account(),
                scope.kind(),
                scope.region(),
                scope.family(),
                rounded(hourly, DECIMALS_OF_COMMITMENT).doubleValue());
    }

    private Candidate with(SavingsPlan plan) {
        return new Candidate(plan, days.stream().map(day -> saved(day, plan)).toList());
    }

    private static double saved(AllocatedDay day, SavingsPlan plan) {
        List<CoverageOrder> orders = day.ordersWith(plan);
        return known(day)
                .mapToDouble(hour -> day.order(hour).onDemand(day.hours(hour))
                        - orders.get(hour).onDemand(day.hours(hour))
                        - plan.commitment())
                .sum();
    }

    /** The hours of which the allocation charges what the bill charges. One without any usage may be one that the bill does not tell of yet. */
    private static IntStream known(AllocatedDay day) {
        return IntStream.range(0, AllocatedDay.HOURS)
                .filter(hour ->
                        day.isReproduced(hour) && Arrays.stream(day.hours(hour)).anyMatch(amount -> amount > 0));
    }

    /** Whether some of a resource's usage is in the scope of a plan, whatever covers it now. */
    private boolean isCovered(SavingsPlan plan, SpendRecord.ResourceHours resource) {
        return resource.days().stream()
                .flatMap(day -> day.usage().stream())
                .map(SpendRecord.EligibleHours::kind)
                .anyMatch(kind -> days.stream()
                        .anyMatch(day -> day.kind(kind).filter(plan::covers).isPresent()));
    }

    private PurchaseAdvice advice(Candidate best) {
        SavingsPlan plan = best.plan();
        DoubleSummaryStatistics ofMonth = IntStream.range(0, days.size())
                .mapToDouble(day -> best.ofDays().get(day)
                        * HOURS_OF_MONTH
                        / known(days.get(day)).count())
                .summaryStatistics();
        BigDecimal hourly = rounded(plan.commitment(), DECIMALS_OF_COMMITMENT);
        String kind = plan.kind().name().toLowerCase(Locale.ROOT).replace('_', '-');
        return new PurchaseAdvice(
                payer,
                new PurchaseAdvice.Plan(
                        kind,
                        plan.region(),
                        plan.family(),
                        hourly,
                        rounded(ofMonth.getMin(), 2),
                        rounded(best.saved() * HOURS_OF_MONTH / hours, 2),
                        rounded(ofMonth.getMax(), 2)),
                hours,
                List.of(),
                "with %s USD an hour in a savings plan of the kind %s%s the %d hours that the bill tells of would have cost least, at the rates that its plans of this kind have"
                        .formatted(
                                hourly.toPlainString(),
                                kind,
                                Optional.of(plan.family())
                                        .filter(family -> !family.isEmpty())
                                        .map(family -> " for " + family + " in " + plan.region())
                                        .orElse(""),
                                hours));
    }

    private static BigDecimal rounded(double amount, int decimals) {
        return BigDecimal.valueOf(amount).setScale(decimals, RoundingMode.HALF_UP);
    }
}
