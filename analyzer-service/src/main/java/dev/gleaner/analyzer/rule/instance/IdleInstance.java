package dev.gleaner.analyzer.rule.instance;

import dev.gleaner.analyzer.cost.InstanceTariff;
import dev.gleaner.analyzer.profile.Hour;
import dev.gleaner.analyzer.profile.instance.InstanceDays;
import dev.gleaner.analyzer.profile.instance.InstanceSnapshot;
import dev.gleaner.analyzer.rule.Rule;
import dev.gleaner.analyzer.rule.RuleName;
import dev.gleaner.analyzer.rule.RuleNumbers;
import dev.gleaner.analyzer.rule.Verdict;
import dev.gleaner.contracts.finding.Evidence;
import dev.gleaner.contracts.finding.IdlenessLimits;
import dev.gleaner.contracts.recurrence.DaysAtWork;
import dev.gleaner.contracts.recurrence.RecurringDays;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * A running instance without use: a low mean CPU, only a few hours at work, none of them recent or recurring, hardly any network
 * traffic, no GPUs that may be active, and no earlier days at work that recur. The hours at work are checked because a
 * mean alone hides short work.
 */
record IdleInstance(Limits limits, GpuReadingPolicy gpuPolicy, InstanceRemedies remedies, int effortMinutes)
        implements Rule<InstanceSnapshot> {

    static final RuleName NAME = new RuleName("idle-instance", 1);

    private static final double HOURS_PER_DAY = 24;

    @Override
    public RuleName ruleName() {
        return NAME;
    }

    @Override
    public int hours() {
        return limits.hours();
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
        if (!snapshot.isOlderThan(limits.window())) {
            return new Verdict.Nothing("it is younger than " + limits.window().toDays() + " days");
        }
        return snapshot.workReportedNow()
                .or(() -> snapshot.lateWorkNow(hours()))
                .<Verdict>map(Verdict.Nothing::new)
                .orElseGet(() -> evaluate(snapshot, snapshot.derived(limits.work())));
    }

    @Override
    public boolean isContradictedByReportedWork() {
        return true;
    }

    /** A busy hour rules it out as long as it lies in the window. */
    @Override
    public @Nullable Hour certainlyNothingThrough(InstanceSnapshot snapshot) {
        Hour busy = snapshot.derived(limits.work()).lastBusy(hours());
        return busy == null ? null : busy.plus(hours() - 1L);
    }

    @Override
    public int limitsHash() {
        return Objects.hash(hours(), limits.work().busy());
    }

    /** Measured work counts even if other hours are missing. Gaps are checked next, then the mean of the measured hours. */
    private Verdict evaluate(InstanceSnapshot snapshot, WorkHours work) {
        int busy = work.busy(hours());
        if (busy > 0) {
            return new Verdict.Nothing("it worked in " + busy + " hours");
        }
        double network = work.highestDay(hours());
        if (network >= limits.networkPerDay() && work.background() == 0) {
            return new Verdict.Nothing("its network was used");
        }
        int atWork = work.atWork(hours());
        if (atWork > limits.workHours()) {
            return new Verdict.Nothing("it was at work in " + atWork + " hours" + Limits.byDisk(work, hours()));
        }
        if (work.atWork(limits.idleHours()) > 0) {
            return new Verdict.Nothing("it was at work in the last " + limits.idleHours() + " hours");
        }
        if (work.pattern(hours()).hasRecurringWork()) {
            return new Verdict.Nothing("its work recurs");
        }
        GpuUsage gpuUsage = gpuPolicy.measure(snapshot, hours());
        if (gpuUsage.activeHours() > 0) {
            return new Verdict.Nothing("its GPUs worked in " + gpuUsage.activeHours() + " hours");
        }
        if (gpuUsage.heldHours() > 0) {
            return new Verdict.Nothing("a process holds its GPUs");
        }
        List<String> missing = missing(work);
        missing.addAll(gpuPolicy.missing(snapshot, gpuUsage));
        if (!missing.isEmpty()) {
            return gpuPolicy.insufficient(snapshot, gpuUsage, missing);
        }
        double mean = work.mean(hours());
        if (!(mean < limits.mean())) {
            return new Verdict.Nothing("its mean CPU is not low");
        }
        DaysAtWork days = work.days(snapshot.busiestHours());
        return RecurringDays.of(days)
                .<Verdict>map(
                        recurrence -> new Verdict.Nothing("its work recurs: it was at work on " + recurrence.dates()))
                .orElseGet(() -> found(snapshot, work, mean, days.known()));
    }

    private Verdict found(InstanceSnapshot snapshot, WorkHours work, double mean, int history) {
        boolean isShort = history < limits.history();
        return new Verdict.Found(
                () -> evidence(snapshot, work, mean, history),
                () -> remedies.idle(snapshot, isShort ? limits.history() : null, limits.idleness(work)),
                prices -> InstanceTariff.of(snapshot).stopped(prices, 1));
    }

    private List<String> missing(WorkHours work) {
        List<String> missing = new ArrayList<>();
        if (!limits.isCovered(work.cpuMeasured(hours()), hours())) {
            missing.add(limits.gap("CPUUtilization", work.cpuMeasured(hours()), hours()));
        }
        if (!limits.isCovered(work.networkMeasured(hours()), hours())) {
            missing.add(limits.gap("NetworkIn and NetworkOut", work.networkMeasured(hours()), hours()));
        }
        return missing;
    }

    private List<Evidence> evidence(InstanceSnapshot snapshot, WorkHours work, double mean, int history) {
        int measured = work.cpuMeasured(hours());
        double coverage = RuleNumbers.to3((double) measured / hours());
        int network = work.networkMeasured(hours());
        double days = snapshot.born()
                .map(born -> Duration.between(born, snapshot.hour().end()).toHours() / HOURS_PER_DAY)
                .orElse(0.0);
        List<Evidence> evidence = new ArrayList<>(List.of(
                new Evidence("cpu mean", RuleNumbers.to3(mean), "percent", limits.mean(), measured, coverage),
                new Evidence("busy hours", 0, "hours", 1.0, measured, coverage),
                new Evidence(
                        "hours at work", work.atWork(hours()), "hours", limits.workHours() + 1.0, measured, coverage),
                lastWork(work),
                new Evidence(
                        "network maximum in 24 hours",
                        work.highestDay(hours()),
                        "bytes",
                        limits.networkPerDay(work),
                        network,
                        RuleNumbers.to3((double) network / hours())),
                new Evidence(
                        "age",
                        RuleNumbers.to3(days),
                        "days",
                        (double) limits.window().toDays(),
                        1,
                        1),
                new Evidence(
                        Evidence.HISTORY,
                        history,
                        "days",
                        (double) limits.history(),
                        history,
                        RuleNumbers.to3((double) history / InstanceDays.DAYS)),
                limits.disk(work, hours())));
        lastBusyDay(snapshot, work).ifPresent(evidence::add);
        limits.background(work, hours()).ifPresent(evidence::add);
        return evidence;
    }

    /** When it last worked, within the hours that are kept. */
    private Evidence lastWork(WorkHours work) {
        int kept = limits.work().hours();
        int measured = work.cpuMeasured(kept);
        OptionalInt since = work.sinceWork();
        return new Evidence(
                since.isPresent() ? "last work" : "no work for at least",
                RuleNumbers.to3(since.orElse(kept) / HOURS_PER_DAY),
                since.isPresent() ? "days ago" : "days",
                limits.idleHours() / HOURS_PER_DAY,
                measured,
                RuleNumbers.to3((double) measured / kept));
    }

    /** The last day with a busy hour before the hours that are kept, unless one of these is busy. */
    private Optional<Evidence> lastBusyDay(InstanceSnapshot snapshot, WorkHours work) {
        int kept = limits.work().hours();
        if (work.lastBusy(kept) != null) {
            return Optional.empty();
        }
        InstanceDays days = snapshot.busiestHours();
        int measured = 0;
        int last = -1;
        for (int index = 0; index < InstanceDays.DAYS; index++) {
            if (days.isMeasured(index)) {
                measured++;
                last = days.busiest(index) >= limits.work().busy() ? index : last;
            }
        }
        if (last < 0) {
            return Optional.empty();
        }
        return Optional.of(new Evidence(
                "last day with a busy hour",
                snapshot.hour().day() - days.from() - last,
                "days ago",
                null,
                measured,
                RuleNumbers.to3((double) measured / InstanceDays.DAYS)));
    }

    /**
     * Limits of an idle instance, see {@link IdleInstanceConfig}. Percentages are 0 to 100, shares 0 to 1.
     *
     * @param idleHours hours since the last hour at work
     * @param history measured days, of {@link InstanceDays#DAYS}, below which the history is short
     * @param work definition of an hour at work
     */
    record Limits(
            Duration window,
            double mean,
            int workHours,
            int idleHours,
            double coverage,
            double networkPerDay,
            int history,
            WorkHours.Limits work) {

        int hours() {
            return Math.toIntExact(window.toHours());
        }

        /** Whether enough hours of a window are measured. */
        boolean isCovered(int measured, int hours) {
            return measured >= coverage * hours;
        }

        /** What must still hold when an action is carried out: these limits, with the quiet level of the instance. */
        IdlenessLimits idleness(WorkHours hours) {
            return new IdlenessLimits(
                    IdlenessLimits.VERSION,
                    window,
                    IdlenessLimits.COARSE,
                    coverage,
                    mean,
                    work.busy(),
                    hours.workMean(),
                    work.peak(),
                    work.network(),
                    networkPerDay(hours),
                    workHours,
                    Duration.ofHours(Math.min(idleHours, hours())),
                    background(hours));
        }

        /** The same for a rule that allows no work within some time. */
        IdlenessLimits idlenessWithoutWork(WorkHours hours, Duration time, Duration period, double covered) {
            return new IdlenessLimits(
                    IdlenessLimits.VERSION,
                    time,
                    period,
                    covered,
                    null,
                    work.busy(),
                    hours.workMean(),
                    work.peak(),
                    work.network(),
                    null,
                    0,
                    time,
                    background(hours));
        }

        /** There is none for a host with background traffic, whose days are full of it. */
        @Nullable
        Double networkPerDay(WorkHours hours) {
            return hours.background() == 0 ? networkPerDay : null;
        }

        private static @Nullable Double background(WorkHours hours) {
            return hours.background() == 0 ? null : hours.background();
        }

        /** The background traffic; empty if it has none. */
        Optional<Evidence> background(WorkHours work, int hours) {
            int measured = work.networkMeasured(hours);
            return Optional.ofNullable(background(work))
                    .map(bytes -> new Evidence(
                            Evidence.BACKGROUND_TRAFFIC,
                            bytes,
                            "bytes in an hour",
                            work.mostBackground(),
                            measured,
                            RuleNumbers.to3((double) measured / hours)));
        }

        /** For a person, in how many of the hours at work its volumes were read or written; empty without one. */
        static String byDisk(WorkHours work, int hours) {
            int disk = work.diskAtWork(hours);
            return disk == 0 ? "" : ", in " + disk + " of them by its volumes";
        }

        /** In how many of the last hours the operations on its volumes are known. */
        Evidence disk(WorkHours work, int hours) {
            int known = work.diskMeasured(hours);
            return new Evidence(
                    Evidence.DISK_HOURS,
                    known,
                    "hours",
                    coverage * hours,
                    known,
                    RuleNumbers.to3((double) known / hours));
        }

        /** Describes a metric with too few measured hours, for a person. */
        String gap(String metric, int measured, int hours) {
            return String.format(
                    Locale.ROOT, "%s: %d of %d hours, %.0f %% needed", metric, measured, hours, coverage * 100);
        }
    }
}
