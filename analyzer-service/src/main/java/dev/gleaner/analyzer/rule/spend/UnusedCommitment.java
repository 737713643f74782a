package dev.gleaner.analyzer.rule.spend;

import dev.gleaner.analyzer.profile.Hour;
import dev.gleaner.analyzer.rule.Rule;
import dev.gleaner.analyzer.rule.RuleName;
import dev.gleaner.analyzer.rule.RuleNumbers;
import dev.gleaner.analyzer.rule.Verdict;
import dev.gleaner.contracts.finding.Evidence;
import dev.gleaner.contracts.finding.Remedy;
import dev.gleaner.contracts.finding.RemedyAction;
import dev.gleaner.contracts.finding.Saving;
import dev.gleaner.contracts.resource.Arn;
import dev.gleaner.contracts.spend.SpendRecord;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A reservation, savings plan or capacity reservation of which a part covers nothing, by the bill. */
public record UnusedCommitment(int days, double limitPercent, int effortMinutes) implements Rule<CommitmentUse> {

    private static final RuleName NAME = new RuleName("unused-commitment", 1);
    private static final BigDecimal PERCENT = BigDecimal.valueOf(100);
    private static final BigDecimal DAYS_PER_MONTH =
            BigDecimal.valueOf(Hour.PER_MONTH).divide(BigDecimal.valueOf(Hour.PER_DAY), MathContext.DECIMAL64);

    public UnusedCommitment {
        if (days < 1 || limitPercent < 0 || limitPercent >= 100) {
            throw new IllegalArgumentException(
                    "analyzer.unused-commitment: days is at least 1, and unused at least 0 and less than 100");
        }
    }

    /** By the configuration. */
    public static UnusedCommitment of(UnusedCommitmentConfig config) {
        return new UnusedCommitment(config.days(), config.unused(), RuleNumbers.minutes(config.effort()));
    }

    @Override
    public RuleName ruleName() {
        return NAME;
    }

    @Override
    public int hours() {
        return days * Hour.PER_DAY;
    }

    @Override
    public Verdict evaluate(CommitmentUse input) {
        Collection<CommitmentUse.Day> window = window(input);
        CommitmentUse.Day sum = sum(window);
        if (window.size() < days || sum.whole().signum() <= 0) {
            // A commitment is billed on each day while it lasts.
            return new Verdict.Nothing("the bill has it on " + window.size() + " of " + days + " days");
        }
        double unused = unusedPercent(sum);
        if (unused <= limitPercent) {
            return new Verdict.Nothing(RuleNumbers.to3(unused) + " % of it is unused");
        }
        return new Verdict.Found(
                () -> evidence(input, unused), () -> List.of(remedy(input, sum)), prices -> saving(input));
    }

    private List<Evidence> evidence(CommitmentUse input, double unused) {
        List<Evidence> evidence = new ArrayList<>();
        evidence.add(new Evidence("unused", RuleNumbers.to3(unused), "percent", limitPercent, days, 1));
        // Of a reservation it is not documented whether EC2 returns the charge of one of its instances or of all.
        input.terms()
                .filter(terms -> terms.instances() == null || terms.instances() == 1)
                .map(SpendRecord.CommitmentTerms::hourly)
                .ifPresent(hourly -> evidence.add(
                        new Evidence("recurring charge, an hour", hourly.doubleValue(), "USD", null, 1, 1)));
        return evidence;
    }

    private static Remedy remedy(CommitmentUse input, CommitmentUse.Day sum) {
        if (!input.isCapacityReservation()) {
            return Remedy.advice("Move usage of other accounts or regions that it can cover to it, do not renew it"
                    + " at its end" + end(input) + ", and commit to less. " + exit(input));
        }
        return sum.used().signum() > 0
                ? Remedy.advice("Reduce the number of instances of the capacity reservation to what runs in it.")
                : Remedy.of(
                        RemedyAction.CANCEL_CAPACITY_RESERVATION,
                        Map.of(),
                        "Cancel the capacity reservation. First check whether it is kept for a failover or a launch: EC2"
                                + " may not have the capacity again.");
    }

    private static String end(CommitmentUse input) {
        return input.terms()
                .map(SpendRecord.CommitmentTerms::end)
                .map(end -> " on " + end.atOffset(ZoneOffset.UTC).toLocalDate())
                .orElse("");
    }

    /** How it can be ended before. Sources: Amazon EC2 User Guide, "Reserved Instances"; Savings Plans User Guide, "Returning". */
    private static String exit(CommitmentUse input) {
        if (Arn.parse(input.resource()).service().equals("savingsplans")) {
            return "A savings plan can be returned within seven days of its purchase only.";
        }
        return switch (input.terms().map(SpendRecord.CommitmentTerms::offering).orElse("")) {
            case "standard" -> "A Standard reservation of EC2 can be sold in the Reserved Instance Marketplace.";
            case "convertible" -> "A Convertible reservation of EC2 can be exchanged for another one.";
            default ->
                "A Standard reservation of EC2 can be sold in the Reserved Instance Marketplace, a Convertible one"
                        + " exchanged.";
        };
    }

    /**
     * What the unused part costs in a month. That of a capacity reservation is saved by less of it; a reservation of instances and a savings
     * plan are paid for until they end, whatever is done.
     */
    public Saving saving(CommitmentUse input) {
        CommitmentUse.Day sum = sum(window(input));
        BigDecimal monthly =
                sum.unused().multiply(DAYS_PER_MONTH).divide(BigDecimal.valueOf(days), MathContext.DECIMAL64);
        String basis = "unused " + sum.unused().setScale(2, RoundingMode.HALF_UP) + " of "
                + sum.whole().setScale(2, RoundingMode.HALF_UP) + " USD in " + days + " days (bill)";
        return input.isCapacityReservation()
                ? Saving.priced(monthly, monthly, monthly, basis)
                : Saving.ofCost(monthly, basis);
    }

    private Collection<CommitmentUse.Day> window(CommitmentUse input) {
        long day = input.hour().day();
        return new TreeMap<>(input.days()).subMap(day - days + 1, day + 1).values();
    }

    private static CommitmentUse.Day sum(Collection<CommitmentUse.Day> window) {
        return window.stream().reduce(CommitmentUse.Day.NONE, CommitmentUse.Day::plus);
    }

    private static double unusedPercent(CommitmentUse.Day sum) {
        return sum.unused()
                .multiply(PERCENT)
                .divide(sum.whole(), MathContext.DECIMAL64)
                .doubleValue();
    }
}
