package dev.gleaner.analyzer.rule.instance;

import dev.gleaner.analyzer.cost.DatedPrices;
import dev.gleaner.analyzer.cost.InstanceTariff;
import dev.gleaner.analyzer.profile.Hour;
import dev.gleaner.analyzer.profile.instance.InstanceSnapshot;
import dev.gleaner.analyzer.rule.Rule;
import dev.gleaner.analyzer.rule.RuleName;
import dev.gleaner.analyzer.rule.RuleNumbers;
import dev.gleaner.analyzer.rule.Verdict;
import dev.gleaner.contracts.finding.Evidence;
import dev.gleaner.contracts.finding.Saving;
import dev.gleaner.contracts.recurrence.DayRecurrence;
import dev.gleaner.contracts.recurrence.DaysAtWork;
import dev.gleaner.contracts.recurrence.RecurringDays;
import dev.gleaner.contracts.resource.Arn;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A running instance that is quiet on average but works at times: at recurring hours, in each of the last
 * two windows of {@code idle-instance} without a pattern, or on days that recur. It need not run in between. The two rules exclude each other: {@code idle-instance}
 * allows only a few hours at work in its window, and neither hours nor days that recur.
 *
 * @param mean mean CPU over both windows, percent, below which the instance is quiet on average
 * @param freePart share of the hours of a week that must be free of work, 0 to 1
 * @param zone zone of the hours of a proposed schedule, by account
 * @param limits of the rule {@code idle-instance}
 */
record SporadicInstance(
        double mean,
        double freePart,
        Function<String, ZoneId> zone,
        IdleInstance.Limits limits,
        GpuReadingPolicy gpuPolicy,
        InstanceRemedies remedies,
        int effortMinutes)
        implements Rule<InstanceSnapshot> {

    static final RuleName NAME = new RuleName("sporadic-instance", 1);

    @Override
    public RuleName ruleName() {
        return NAME;
    }

    @Override
    public int hours() {
        return 2 * limits.hours();
    }

    @Override
    public boolean usesGpuReadings() {
        return true;
    }

    @Override
    public Verdict evaluate(InstanceSnapshot snapshot) {
        if (!snapshot.facts().runs()) {
            return new Verdict.Nothing("it is not known to run");
        }
        Duration age = Duration.ofHours(hours());
        if (!snapshot.isOlderThan(age)) {
            return new Verdict.Nothing("it is younger than " + age.toDays() + " days");
        }
        WorkHours work = snapshot.derived(limits.work());
        if (!(work.mean(hours()) < mean)) {
            return new Verdict.Nothing("its mean CPU is not low");
        }
        return snapshot.lateWorkNow(hours())
                .<Verdict>map(Verdict.Nothing::new)
                .orElseGet(() -> evaluate(snapshot, work));
    }

    /** A mean that is not low stays so for some hours without use. */
    @Override
    public @Nullable Hour certainlyNothingThrough(InstanceSnapshot snapshot) {
        int further = snapshot.derived(limits.work()).hoursAbove(mean, hours());
        return further < 0 ? null : snapshot.hour().plus(further);
    }

    @Override
    public int limitsHash() {
        return Objects.hash(hours(), mean, limits.work().samples());
    }

    /** Gaps matter only if there was work: an instance that did not work is left to {@code idle-instance}. */
    private Verdict evaluate(InstanceSnapshot snapshot, WorkHours work) {
        DaysAtWork days = work.days(snapshot.busiestHours());
        Optional<DayRecurrence> recurrence = RecurringDays.of(days);
        if (work.atWork(hours()) == 0 && recurrence.isEmpty()) {
            return new Verdict.Nothing("it did not work");
        }
        GpuUsage gpuUsage = gpuPolicy.measure(snapshot, hours());
        if (gpuUsage.activeHours() > 0) {
            return new Verdict.Nothing("its GPUs worked in " + gpuUsage.activeHours() + " hours");
        }
        WeekPattern pattern = work.pattern(limits.hours());
        Week before = new Week(work, limits.work().hours() - hours());
        Week last = new Week(work, limits.work().hours() - limits.hours());
        List<String> missing = missing(work, before, last);
        missing.addAll(gpuPolicy.missing(snapshot, gpuUsage));
        if (!missing.isEmpty()) {
            return gpuPolicy.insufficient(snapshot, gpuUsage, missing);
        }
        boolean isWeekly = pattern.hasRecurringWork() || (before.isOfWork() && last.isOfWork());
        if (!isWeekly && recurrence.isEmpty()) {
            return new Verdict.Nothing(
                    before.atWork() > 0 && last.atWork() > 0
                            ? "it was at work in " + work.atWork(hours()) + " hours of two windows, and none recurs"
                            : "it worked in one of two windows only");
        }
        double idlePart = isWeekly ? pattern.idlePart() : Math.min(pattern.idlePart(), freeDays(days));
        if (idlePart < freePart) {
            return new Verdict.Nothing("it works in " + Math.round(100 * (1 - idlePart)) + " % of the hours");
        }
        double saved = RuleNumbers.to3(idlePart);
        Function<DatedPrices, Saving> saving =
                prices -> InstanceTariff.of(snapshot).stopped(prices, saved);
        return isWeekly
                ? new Verdict.Found(
                        () -> evidence(work, before, last),
                        // What recurs is decided in UTC, as by idle-instance: the two exclude each other.
                        () -> remedies.sporadic(snapshot, work.pattern(limits.hours(), zone(snapshot))),
                        saving)
                : new Verdict.Found(
                        () -> evidence(work, before, last, days),
                        () -> remedies.recurring(snapshot, recurrence.orElseThrow()),
                        saving);
    }

    private ZoneId zone(InstanceSnapshot snapshot) {
        return zone.apply(Arn.parse(snapshot.resource()).account());
    }

    /** Share of the known days without work, 0 to 1: of earlier days the hours are not known. */
    private static double freeDays(DaysAtWork days) {
        return 1 - (double) days.atWork() / Math.max(1, days.known());
    }

    private List<String> missing(WorkHours work, Week before, Week last) {
        List<String> missing = new ArrayList<>();
        if (!limits.isCovered(before.measured(), limits.hours())) {
            missing.add(limits.gap("CPUUtilization in the window before the last", before.measured(), limits.hours()));
        }
        if (!limits.isCovered(last.measured(), limits.hours())) {
            missing.add(limits.gap("CPUUtilization in the last window", last.measured(), limits.hours()));
        }
        if (!limits.isCovered(work.networkMeasured(hours()), hours())) {
            missing.add(limits.gap("NetworkIn and NetworkOut", work.networkMeasured(hours()), hours()));
        }
        return missing;
    }

    private List<Evidence> evidence(WorkHours work, Week before, Week last) {
        int measured = work.cpuMeasured(hours());
        double coverage = RuleNumbers.to3((double) measured / hours());
        List<Evidence> evidence = new ArrayList<>(List.of(
                new Evidence("cpu mean", RuleNumbers.to3(work.mean(hours())), "percent", mean, measured, coverage),
                evidence("busy hours", last.busy(), last),
                evidence("hours at work", last.atWork(), last),
                evidence("busy hours before", before.busy(), before),
                evidence("hours at work before", before.atWork(), before),
                limits.disk(work, hours())));
        limits.background(work, hours()).ifPresent(evidence::add);
        return evidence;
    }

    private List<Evidence> evidence(WorkHours work, Week before, Week last, DaysAtWork days) {
        double coverage = RuleNumbers.to3((double) days.known() / DaysAtWork.DAYS);
        List<Evidence> evidence = new ArrayList<>(evidence(work, before, last));
        evidence.add(new Evidence("days at work", days.atWork(), "days", null, days.known(), coverage));
        evidence.add(new Evidence(
                "last day at work",
                days.sinceWork().orElse(DaysAtWork.DAYS),
                "days ago",
                null,
                days.known(),
                coverage));
        return evidence;
    }

    private Evidence evidence(String name, int value, Week week) {
        double coverage = RuleNumbers.to3((double) week.measured() / limits.hours());
        return new Evidence(name, value, "hours", 1.0, week.measured(), coverage);
    }

    /** One of the two windows, from an index of the kept hours. */
    private final class Week {

        private final int atWork;
        private final int busy;
        private final int measured;

        Week(WorkHours work, int start) {
            int end = start + limits.hours();
            atWork = work.atWork(start, end);
            busy = work.busy(start, end);
            measured = work.cpuMeasured(start, end);
        }

        int atWork() {
            return atWork;
        }

        int busy() {
            return busy;
        }

        int measured() {
            return measured;
        }

        /** Whether it has more work than an idle instance may have. */
        boolean isOfWork() {
            return busy > 0 || atWork > limits.workHours();
        }
    }
}
