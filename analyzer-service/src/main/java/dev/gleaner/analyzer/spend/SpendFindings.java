package dev.gleaner.analyzer.spend;

import dev.gleaner.analyzer.finding.Episode;
import dev.gleaner.analyzer.finding.EpisodeStateMachine;
import dev.gleaner.analyzer.finding.FindingSink;
import dev.gleaner.analyzer.finding.RuleEvaluation;
import dev.gleaner.analyzer.profile.Hour;
import dev.gleaner.analyzer.profile.RuleInput;
import dev.gleaner.analyzer.rule.Rule;
import dev.gleaner.analyzer.rule.spend.CommitmentUse;
import dev.gleaner.analyzer.rule.spend.ServiceCosts;
import dev.gleaner.analyzer.rule.spend.SpendRules;
import dev.gleaner.analyzer.store.StateStore;
import dev.gleaner.contracts.Json;
import dev.gleaner.contracts.finding.Finding;
import dev.gleaner.contracts.finding.Saving;
import dev.gleaner.contracts.resource.Arn;
import dev.gleaner.contracts.spend.SpendDimension;
import dev.gleaner.contracts.spend.SpendRecord;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Finds services whose predictions became more expensive, and commitments that cover too little, by the merged spend. Each day is
 * evaluated in order, as soon as the bill has usage of a later day: by then it has nearly all of it. The newest one is evaluated again
 * whenever something changes, as predictions may come after the bill. Not thread-safe.
 */
public final class SpendFindings {

    private static final String EPISODE = "e\n";
    private static final String EVALUATED = "d";

    /** Days that are made up for if nothing was evaluated for a while. */
    private static final int CATCH_UP = 31;

    private final StateStore store;
    private final SpendMerger merger;
    private final SpendRules rules;
    private final FindingSink sink;

    /** Continues from the store, which the merger uses too. */
    public SpendFindings(StateStore store, SpendMerger merger, SpendRules rules, FindingSink sink) {
        this.store = store;
        this.merger = merger;
        this.rules = rules;
        this.sink = sink;
    }

    /** Evaluates the newest day that the bills have as a whole, and those before it that were not evaluated yet. */
    public void evaluate() {
        SpendRecord.Bill newest = merger.find("bill|").stream()
                .map(SpendRecord.Bill.class::cast)
                .filter(bill -> bill.usedThrough() != null)
                .max(Comparator.comparing(SpendFindings::wholeThrough).thenComparing(SpendRecord.Bill::bill))
                .orElse(null);
        OptionalLong first = amounts(SpendDimension.PRODUCT).stream()
                .flatMap(amounts -> amounts.days().stream())
                .mapToLong(day -> day.day().toEpochDay())
                .min();
        if (newest == null || first.isEmpty()) {
            return;
        }
        long through = wholeThrough(newest).toEpochDay();
        // A day after the last one that is whole was evaluated if a line for a month was taken for usage: it is
        // evaluated again.
        long from = Math.max(Math.min(evaluated() + 1, through), Math.max(first.getAsLong(), through - CATCH_UP));
        if (from > through) {
            return;
        }
        Map<String, SortedMap<Long, ServiceCosts.Day>> services = services();
        Map<String, SortedMap<Long, CommitmentUse.Day>> commitments = commitments();
        Map<String, SpendRecord.CommitmentTerms> terms = merger.find("commitment-terms|").stream()
                .map(SpendRecord.CommitmentTerms.class::cast)
                .collect(Collectors.toMap(SpendRecord.CommitmentTerms::commitment, any -> any));
        String payer = payer(newest.bill());
        Map<String, Long> unknownFrom = unknownFrom();
        for (long day = from; day <= through; day++) {
            Hour hour = new Hour((day + 1) * Hour.PER_DAY - 1);
            services.forEach((service, costs) -> {
                ServiceCosts input = new ServiceCosts(
                        service,
                        payer,
                        hour,
                        costs,
                        Optional.ofNullable(rules.targets().get(service)));
                evaluate(rules.unitCost(), input, () -> rules.unitCost().saving(input));
            });
            long evaluated = day;
            commitments.forEach((commitment, use) -> {
                Arn arn = arn(commitment);
                long known = Math.min(evaluated, unknownFrom.getOrDefault(commitment, Long.MAX_VALUE) - 1);
                CommitmentUse input = new CommitmentUse(
                        arn.toString(),
                        arn.account().isEmpty() ? payer : arn.account(),
                        new Hour((known + 1) * Hour.PER_DAY - 1),
                        use,
                        Optional.ofNullable(terms.get(arn.toString())));
                evaluate(
                        rules.unusedCommitment(),
                        input,
                        () -> rules.unusedCommitment().saving(input));
            });
        }
        store.put(EVALUATED, Long.toString(through).getBytes(StandardCharsets.US_ASCII));
    }

    private <S extends RuleInput> void evaluate(Rule<S> rule, S input, Supplier<Saving> saving) {
        String key = EPISODE + rule.name() + "\n" + input.resource();
        byte[] row = store.get(key);
        Episode before = row == null ? Episode.NONE : Json.read(row, Episode.class);
        RuleEvaluation evaluation = new RuleEvaluation(rule, input, rule.evaluate(input), saving, null);
        Episode after = EpisodeStateMachine.applyFinal(before, evaluation, sink);
        Finding open = after.open();
        if (open != null && evaluation.isFound()) {
            // No provisional evaluation of a later time does.
            sink.confirm(open.id(), evaluation.observed());
        }
        if (!after.equals(before)) {
            store.put(key, after.equals(Episode.NONE) ? null : Json.bytes(after));
        }
    }

    private long evaluated() {
        byte[] row = store.get(EVALUATED);
        return row == null ? Long.MIN_VALUE / 2 : Long.parseLong(new String(row, StandardCharsets.US_ASCII));
    }

    private Map<String, SortedMap<Long, ServiceCosts.Day>> services() {
        Map<String, SortedMap<Long, ServiceCosts.Day>> services = new TreeMap<>();
        for (SpendRecord.Amounts amounts : amounts(SpendDimension.SERVICE)) {
            if (!amounts.value().equals(SpendDimension.UNALLOCATED)) {
                SortedMap<Long, ServiceCosts.Day> days =
                        services.computeIfAbsent(amounts.value(), absent -> new TreeMap<>());
                amounts.days()
                        .forEach(day -> days.merge(
                                day.day().toEpochDay(),
                                new ServiceCosts.Day(day.effective(), day.idle(), 0, 0),
                                (one, other) -> new ServiceCosts.Day(
                                        one.allocated().add(other.allocated()),
                                        one.idle().add(other.idle()),
                                        0,
                                        0)));
            }
        }
        predictions().forEach((service, counts) -> {
            SortedMap<Long, ServiceCosts.Day> days = services.get(service);
            if (days != null) {
                counts.forEach((day, count) -> days.computeIfPresent(
                        day.toEpochDay(),
                        (same, cost) -> new ServiceCosts.Day(
                                cost.allocated(), cost.idle(), orZero(count.predictions()), tokens(count))));
            }
        });
        return services;
    }

    /** Of several sources of one service and day: what is reported, else the largest count. */
    private Map<String, Map<LocalDate, SpendRecord.Predictions.DayCount>> predictions() {
        Map<String, Map<LocalDate, SpendRecord.Predictions.DayCount>> services = new TreeMap<>();
        List<SpendRecord.Predictions> measured = merger.find("predictions|").stream()
                .map(SpendRecord.Predictions.class::cast)
                .toList();
        for (SpendRecord.Predictions counts : measured) {
            Map<LocalDate, SpendRecord.Predictions.DayCount> days =
                    services.computeIfAbsent(counts.service(), absent -> new TreeMap<>());
            counts.days()
                    .forEach(day -> days.merge(
                            day.day(),
                            day,
                            (one, other) -> orZero(one.predictions()) >= orZero(other.predictions()) ? one : other));
        }
        measured.stream()
                .filter(SpendRecord.Predictions::isReported)
                .forEach(counts -> counts.days()
                        .forEach(day -> services.computeIfAbsent(counts.service(), absent -> new TreeMap<>())
                                .put(day.day(), day)));
        return services;
    }

    private Map<String, SortedMap<Long, CommitmentUse.Day>> commitments() {
        Map<String, SortedMap<Long, CommitmentUse.Day>> commitments = new TreeMap<>();
        for (SpendRecord spendRecord : merger.find("commitment|")) {
            SpendRecord.Commitment commitment = (SpendRecord.Commitment) spendRecord;
            SortedMap<Long, CommitmentUse.Day> days =
                    commitments.computeIfAbsent(commitment.commitment(), absent -> new TreeMap<>());
            commitment
                    .days()
                    .forEach(day -> days.merge(
                            day.day().toEpochDay(),
                            new CommitmentUse.Day(day.used(), day.unused()),
                            (one, other) -> new CommitmentUse.Day(
                                    one.used().add(other.used()), one.unused().add(other.unused()))));
        }
        return commitments;
    }

    /** Of commitments of which the bill tells only at the end of the month what covered nothing: the day from which on it does not. */
    private Map<String, Long> unknownFrom() {
        Map<String, Long> days = new HashMap<>();
        for (SpendRecord spendRecord : merger.find("commitment|")) {
            SpendRecord.Commitment commitment = (SpendRecord.Commitment) spendRecord;
            if (commitment.unknownFrom() != null) {
                days.merge(commitment.commitment(), commitment.unknownFrom().toEpochDay(), Math::min);
            }
        }
        return days;
    }

    /** The day before the last one with usage, which is not complete. No bill knows of usage after the time at which it was written. */
    private static LocalDate wholeThrough(SpendRecord.Bill bill) {
        LocalDate stated = LocalDate.ofInstant(bill.stated(), ZoneOffset.UTC);
        LocalDate used = Objects.requireNonNull(bill.usedThrough());
        return (used.isAfter(stated) ? stated : used).minusDays(1);
    }

    private List<SpendRecord.Amounts> amounts(SpendDimension dimension) {
        return merger.find("amounts|").stream()
                .map(SpendRecord.Amounts.class::cast)
                .filter(amounts -> amounts.dimension() == dimension)
                .toList();
    }

    private static String payer(String bill) {
        return bill.substring(0, bill.indexOf(' '));
    }

    /** Some bills have only the id of a commitment. */
    private static Arn arn(String commitment) {
        try {
            return Arn.parse(commitment);
        } catch (IllegalArgumentException e) {
            return Arn.parse("arn:aws:billing:::commitment/" + commitment);
        }
    }

    private static long tokens(SpendRecord.Predictions.DayCount count) {
        return orZero(count.inputTokens()) + orZero(count.outputTokens());
    }

    private static long orZero(@Nullable Long count) {
        return count == null ? 0 : count;
    }
}
