package dev.gleaner.analyzer.rule.spend;

import dev.gleaner.analyzer.profile.Hour;
import dev.gleaner.analyzer.rule.Rule;
import dev.gleaner.analyzer.rule.RuleName;
import dev.gleaner.analyzer.rule.RuleNumbers;
import dev.gleaner.analyzer.rule.Verdict;
import dev.gleaner.contracts.finding.Evidence;
import dev.gleaner.contracts.finding.Remedy;
import dev.gleaner.contracts.finding.Saving;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A prediction of a service costs more than before, or more than its target. Days without predictions have no cost per prediction, and
 * count in no mean.
 */
public record UnitCost(UnitCostLimits limits) implements Rule<ServiceCosts> {

    private static final RuleName NAME = new RuleName("unit-cost", 0);
    private static final MathContext DIGITS = new MathContext(4, RoundingMode.HALF_UP);
    private static final MathContext EXACT = MathContext.DECIMAL64;
    private static final BigDecimal THOUSAND = BigDecimal.valueOf(1000);
    private static final BigDecimal DAYS_PER_MONTH =
            BigDecimal.valueOf(Hour.PER_MONTH).divide(BigDecimal.valueOf(Hour.PER_DAY), MathContext.DECIMAL64);

    /** By the configuration. */
    public static UnitCost of(UnitCostConfig config) {
        return new UnitCost(new UnitCostLimits(
                config.days(), config.before(), config.growth(), config.least(), RuleNumbers.minutes(config.effort())));
    }

    @Override
    public RuleName ruleName() {
        return NAME;
    }

    @Override
    public int hours() {
        return (limits.days() + limits.before()) * Hour.PER_DAY;
    }

    @Override
    public int effortMinutes() {
        return limits.effortMinutes();
    }

    @Override
    public Verdict evaluate(ServiceCosts input) {
        ServiceCosts.Day recent = input.sum(0, limits.days());
        if (!recent.isCounted()) {
            return new Verdict.Nothing("no predictions are counted");
        }
        int counted = input.counted(0, limits.days());
        if (counted * 2 <= limits.days()) {
            // A day may be unlike a week: a weekend, a test, the first day of a service.
            return new Verdict.Nothing("predictions are counted on " + counted + " of " + limits.days()
                    + " days, which is not more than half of them");
        }
        ServiceCosts.Day before = input.sum(limits.days(), limits.before());
        boolean hasMean = input.counted(limits.days(), limits.before()) >= limits.least();
        BigDecimal cost = perPrediction(recent.allocated(), recent);
        BigDecimal limit = limit(input, hasMean ? before : null);
        if (limit == null || cost.compareTo(limit) <= 0) {
            return new Verdict.Nothing(
                    limit == null
                            ? "there is neither a target nor enough history"
                            : "a prediction costs " + text(cost) + " USD, at most " + text(limit));
        }
        return new Verdict.Found(
                () -> evidence(input, recent, hasMean ? before : null, limit),
                () -> List.of(Remedy.advice(advice(recent, hasMean ? before : null))),
                prices -> saving(input));
    }

    /** What is spent above the target or the mean: a cost, of which the findings on the machines of the service have what can be saved. */
    public Saving saving(ServiceCosts input) {
        ServiceCosts.Day recent = input.sum(0, limits.days());
        BigDecimal cost = perPrediction(recent.allocated(), recent);
        BigDecimal reference = reference(input, cost);
        return Saving.ofCost(
                excess(input, recent, reference),
                String.format(
                        Locale.ROOT,
                        "a month above what %s USD for a prediction would be, at %s USD for each of %d predictions in %d days (bill);"
                                + " the findings on what the service runs on have what can be saved",
                        text(reference),
                        text(cost),
                        recent.predictions(),
                        input.counted(0, limits.days())));
    }

    /** The target if the cost exceeds it, else the mean before; the cost itself without either. */
    private BigDecimal reference(ServiceCosts input, BigDecimal cost) {
        boolean hasMean = input.counted(limits.days(), limits.before()) >= limits.least();
        Optional<BigDecimal> mean = hasMean ? mean(input.sum(limits.days(), limits.before())) : Optional.empty();
        return input.target()
                .filter(target -> cost.compareTo(target) > 0)
                .or(() -> mean)
                .orElse(cost);
    }

    /** What is spent in a month above a cost per prediction, USD. */
    private BigDecimal excess(ServiceCosts input, ServiceCosts.Day recent, BigDecimal reference) {
        return perPrediction(recent.allocated(), recent)
                .subtract(reference)
                .max(BigDecimal.ZERO)
                .multiply(BigDecimal.valueOf(recent.predictions()))
                .multiply(DAYS_PER_MONTH)
                .divide(BigDecimal.valueOf(Math.max(1, input.counted(0, limits.days()))), EXACT);
    }

    private @Nullable BigDecimal limit(ServiceCosts input, ServiceCosts.@Nullable Day before) {
        BigDecimal grown = before == null
                ? null
                : mean(before)
                        .map(mean -> mean.multiply(BigDecimal.valueOf(1 + limits.growth() / 100), EXACT))
                        .orElse(null);
        BigDecimal target = input.target().orElse(null);
        if (grown == null || target == null) {
            return grown == null ? target : grown;
        }
        return grown.min(target);
    }

    private List<Evidence> evidence(
            ServiceCosts input, ServiceCosts.Day recent, ServiceCosts.@Nullable Day before, BigDecimal limit) {
        int days = input.counted(0, limits.days());
        double coverage = RuleNumbers.to3((double) days / limits.days());
        List<Evidence> evidence = new ArrayList<>();
        evidence.add(new Evidence(
                "cost per prediction, allocated",
                shown(perPrediction(recent.allocated(), recent)),
                "USD",
                shown(limit),
                days,
                coverage));
        evidence.add(new Evidence(
                "cost per prediction, used",
                shown(perPrediction(recent.allocated().subtract(recent.idle()), recent)),
                "USD",
                null,
                days,
                coverage));
        if (recent.tokens() > 0) {
            evidence.add(new Evidence(
                    "cost per 1,000 tokens, allocated",
                    shown(recent.allocated().multiply(THOUSAND).divide(BigDecimal.valueOf(recent.tokens()), EXACT)),
                    "USD",
                    null,
                    days,
                    coverage));
        }
        evidence.add(new Evidence(
                "cost of what works, a day",
                shown(perDay(active(recent), limits.days())),
                "USD",
                null,
                days,
                coverage));
        evidence.add(new Evidence(
                "cost of what stands idle, a day",
                shown(perDay(recent.idle(), limits.days())),
                "USD",
                null,
                days,
                coverage));
        evidence.add(new Evidence(
                "cost above target or mean, a month",
                shown(excess(input, recent, reference(input, perPrediction(recent.allocated(), recent)))),
                "USD",
                null,
                days,
                coverage));
        if (before != null) {
            evidence.add(new Evidence(
                    "cost per prediction before",
                    shown(perPrediction(before.allocated(), before)),
                    "USD",
                    null,
                    input.counted(limits.days(), limits.before()),
                    RuleNumbers.to3((double) input.counted(limits.days(), limits.before()) / limits.before())));
        }
        input.target()
                .ifPresent(target -> evidence.add(new Evidence("target", shown(target), "USD", null, days, coverage)));
        return evidence;
    }

    /** What to look at, by what grew. It has no numbers, which would make each day a new version of the finding. */
    private String advice(ServiceCosts.Day recent, ServiceCosts.@Nullable Day before) {
        boolean idleGrew = before == null
                ? recent.idle().signum() > 0
                : perDay(recent.idle(), limits.days()).compareTo(perDay(before.idle(), limits.before())) > 0;
        if (idleGrew) {
            return before == null
                    ? "Start with the findings about what stands idle: it is part of the cost."
                    : "Start with the findings about what stands idle: its cost grew.";
        }
        boolean isWorkDearer = before == null
                || perDay(active(recent), limits.days()).compareTo(perDay(active(before), limits.before())) > 0;
        return isWorkDearer
                ? "Look at what changed in the service: model, instance type, batch size."
                : "There are fewer predictions for the same machines: let them scale with the traffic.";
    }

    private static BigDecimal active(ServiceCosts.Day days) {
        return days.allocated().subtract(days.idle());
    }

    private static BigDecimal perDay(BigDecimal amount, int days) {
        return amount.divide(BigDecimal.valueOf(days), EXACT);
    }

    private static Optional<BigDecimal> mean(ServiceCosts.Day days) {
        return days.isCounted() ? Optional.of(perPrediction(days.allocated(), days)) : Optional.empty();
    }

    private static BigDecimal perPrediction(BigDecimal cost, ServiceCosts.Day days) {
        return cost.divide(BigDecimal.valueOf(days.predictions()), EXACT);
    }

    private static double shown(BigDecimal amount) {
        return amount.round(DIGITS).doubleValue();
    }

    private static String text(BigDecimal amount) {
        return amount.round(DIGITS).stripTrailingZeros().toPlainString();
    }

    /**
     * Limits of the rule.
     *
     * @param days that are compared
     * @param before days with whose mean they are compared
     * @param growth that is reported, percent
     * @param least days with predictions that a mean needs
     */
    public record UnitCostLimits(int days, int before, double growth, int least, int effortMinutes) {

        public UnitCostLimits {
            if (days < 1 || before < 1 || growth < 0 || least < 1 || least > before) {
                throw new IllegalArgumentException(
                        "analyzer.unit-cost: days, before and least are at least 1, growth is not negative, and least is"
                                + " at most before");
            }
        }
    }
}
