package dev.gleaner.analyzer.rule.instance;

import dev.gleaner.analyzer.cost.InstanceTariff;
import dev.gleaner.analyzer.profile.Hour;
import dev.gleaner.analyzer.profile.gpu.GpuMinutes;
import dev.gleaner.analyzer.profile.instance.InstanceFacts;
import dev.gleaner.analyzer.profile.instance.InstanceSnapshot;
import dev.gleaner.analyzer.rule.RuleName;
import dev.gleaner.analyzer.rule.RuleNumbers;
import dev.gleaner.analyzer.rule.Verdict;
import dev.gleaner.contracts.finding.Evidence;
import dev.gleaner.contracts.finding.IdlenessLimits;
import dev.gleaner.contracts.finding.Remedy;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A running host with idle GPUs, such as one that was left running overnight. CPU and network must be quiet as well: GPUs are idle while
 * data are prepared or moved, and a stop would end that work. It is evaluated by minutes with each reading, and by whole hours of a
 * window; final verdicts are those by hours.
 *
 * @param timing of the verdicts by minutes
 * @param window hours, outside production
 * @param productionWindow hours
 * @param limits of the rule {@code idle-instance}: definition of an hour at work, and share of hours that have to be measured
 */
record IdleGpu(
        Timing timing,
        int window,
        int productionWindow,
        IdleInstance.Limits limits,
        GpuReadingPolicy gpuPolicy,
        InstanceRemedies remedies,
        int effortMinutes)
        implements GpuReadingRule {

    static final RuleName NAME = new RuleName("idle-gpu", 1);

    private static final int MINUTES_PER_HOUR = 60;

    /** Minutes by which points of CPU and network may be behind the readings: a period, and its way through CloudWatch. */
    private static final int METRIC_DELAY = 15;

    /** Share of the minutes below which a host is not read by the minute. */
    private static final double LEAST_COVERED = 0.5;

    /** Minutes for which points of CPU and network are awaited: an hour that GetMetricData reads at its end, and its way. */
    private static final int LONGEST_METRIC_DELAY = 120;

    /**
     * When the minutes show that a host is idle.
     *
     * @param notice minutes after which it is said
     * @param question minutes after which an action can be approved, outside production
     * @param productionQuestion the same in production
     * @param covered share of the minutes with readings of all GPUs, and of the five minutes with points of CPU and network, 0 to 1
     */
    record Timing(int notice, int question, int productionQuestion, double covered) {
        Timing {
            if (notice <= METRIC_DELAY || question < notice || productionQuestion < notice) {
                throw new IllegalArgumentException("analyzer.idle-gpu.notice must be longer than " + METRIC_DELAY
                        + " minutes, and question and production-question at least as long");
            }
            if (Math.max(question, productionQuestion) > Hour.PER_DAY * MINUTES_PER_HOUR) {
                throw new IllegalArgumentException(
                        "analyzer.idle-gpu.question and production-question must be at most a day");
            }
        }
    }

    @Override
    public RuleName ruleName() {
        return NAME;
    }

    @Override
    public int hours() {
        return Math.max(window, productionWindow);
    }

    @Override
    public boolean requiresGpuReadings() {
        return true;
    }

    /** Without readings there is nothing to find, until a reading comes. */
    @Override
    public @Nullable Hour certainlyNothingThrough(InstanceSnapshot snapshot) {
        return snapshot.hasReadGpus() ? null : Hour.MAX;
    }

    @Override
    public Verdict evaluate(InstanceSnapshot snapshot) {
        InstanceFacts facts = snapshot.facts();
        if (!facts.runs()) {
            return new Verdict.Nothing("it is not known to run");
        }
        if (!snapshot.hasReadGpus()) {
            return new Verdict.Nothing("none of its GPUs was read");
        }
        @Nullable String reported = snapshot.workReportedNow().orElse(null);
        if (reported != null) {
            return new Verdict.Nothing(reported);
        }
        int hours = remedies.isProduction(facts) ? productionWindow : window;
        GpuUsage use = gpuPolicy.measure(snapshot, hours);
        if (use.activeHours() > 0) {
            return new Verdict.Nothing("its GPUs worked in " + use.activeHours() + " hours");
        }
        WorkHours work = snapshot.derived(limits.work());
        int atWork = work.atWork(hours);
        if (atWork > 0) {
            int reportedHours = work.reported(hours);
            return new Verdict.Nothing(
                    reportedHours > 0
                            ? "someone was reported to be at work there in " + reportedHours + " hours"
                            : "its processor, network or volumes were at work in " + atWork + " hours");
        }
        List<String> missing = missing(snapshot, use, work, hours);
        if (!missing.isEmpty()) {
            return gpuPolicy.insufficient(snapshot, use, missing);
        }
        return new Verdict.Found(
                () -> evidence(use, work, hours),
                () -> remedies(
                        snapshot,
                        use,
                        limits.idlenessWithoutWork(
                                work, Duration.ofHours(hours), IdlenessLimits.COARSE, limits.coverage())),
                prices -> InstanceTariff.of(snapshot).stopped(prices, 1));
    }

    @Override
    public boolean isContradictedByReportedWork() {
        return true;
    }

    @Override
    public int silence() {
        return gpuPolicy.silence();
    }

    @Override
    public int minutesAfterWork() {
        return timing.notice();
    }

    @Override
    public MinuteVerdict evaluate(InstanceSnapshot snapshot, GpuMinutes minutes) {
        if (minutes.worked(timing.notice())) {
            return new MinuteVerdict.AtWork(work(timing.notice()));
        }
        Instant reportedUntil = snapshot.reportedUntil().orElse(Instant.MIN);
        if (reportedUntil.isAfter(minutes.through().minus(Duration.ofMinutes(timing.notice())))) {
            return new MinuteVerdict.AtWork(snapshot.reportedWork().orElseThrow());
        }
        InstanceFacts facts = snapshot.facts();
        if (!facts.runs() || !gpuPolicy.isAllRead(snapshot, minutes)) {
            return new MinuteVerdict.Undecided(false);
        }
        int needed = remedies.isProduction(facts) ? timing.productionQuestion() : timing.question();
        GpuMinutes.Span span = minutes.read(needed);
        Instant gpusIdleSince = span.idleSince();
        int covered = span.covered(timing.notice());
        if (minutes.since(gpusIdleSince) < timing.notice() || covered < LEAST_COVERED * timing.notice()) {
            return new MinuteVerdict.Undecided(false);
        }
        WorkHours work = snapshot.derived(limits.work());
        int hours = (needed + MINUTES_PER_HOUR - 1) / MINUTES_PER_HOUR + 2;
        WorkIntervals parts = WorkIntervals.of(
                work,
                snapshot.parts(hours),
                snapshot.diskParts(snapshot.hour().plus(1L - hours), hours),
                work.networkAtWork(),
                minutes.through());
        Instant unusedSince = parts.lastWork(gpusIdleSince).orElse(gpusIdleSince);
        Instant since = reportedUntil.isAfter(unusedSince) ? reportedUntil : unusedSince;
        int idle = minutes.since(since);
        if (idle < timing.notice()) {
            return new MinuteVerdict.Undecided(true);
        }
        if (!isCovered(span, timing.notice())) {
            return new MinuteVerdict.Awaiting();
        }
        if (!isMeasured(parts, minutes.through(), timing.notice())) {
            boolean isAwaited = parts.measuredThrough()
                    .filter(through -> minutes.since(through) < LONGEST_METRIC_DELAY)
                    .isPresent();
            return isAwaited ? new MinuteVerdict.Awaiting() : new MinuteVerdict.Undecided(false);
        }
        boolean isLongEnough = idle >= needed;
        boolean isKnown = isCovered(span, needed) && isMeasured(parts, minutes.through(), needed);
        boolean isHeld = minutes.wasHeld(needed);
        return new MinuteVerdict.Idle(
                new Verdict.Found(
                        () -> evidence(minutes, span, work, idle, needed),
                        () -> minuteRemedies(snapshot, work, isHeld, isLongEnough && isKnown, needed),
                        prices -> InstanceTariff.of(snapshot).stopped(prices, 1)),
                since,
                isLongEnough,
                isKnown,
                minutes.worked(needed) ? work(needed) : null);
    }

    /** The same text for as long as it is true, so that a doubt is not published again each minute. */
    private static String work(int within) {
        return "its GPUs were at work in the last " + within + " minutes";
    }

    private boolean isCovered(GpuMinutes.Span span, int minutes) {
        return span.covered(minutes) >= timing.covered() * minutes;
    }

    private boolean isMeasured(WorkIntervals parts, Instant through, int minutes) {
        Instant until = through.minus(Duration.ofMinutes(METRIC_DELAY));
        return parts.coverage(through.minus(Duration.ofMinutes(minutes)), until) >= timing.covered();
    }

    private List<Remedy> minuteRemedies(
            InstanceSnapshot snapshot, WorkHours work, boolean isHeld, boolean isQuestion, int needed) {
        if (isHeld) {
            return List.of(remedies.askProcessOwner());
        }
        return isQuestion
                ? remedies.idleGpus(
                        snapshot,
                        limits.idlenessWithoutWork(work, wholeParts(needed), IdlenessLimits.FINE, timing.covered()))
                : List.of(remedies.waitForMinutes(needed));
    }

    /** The shortest time of whole parts of an hour that has so many minutes. */
    private static Duration wholeParts(int minutes) {
        long part = IdlenessLimits.FINE.toMinutes();
        return IdlenessLimits.FINE.multipliedBy((minutes + part - 1) / part);
    }

    /** A GPU that has never worked is told apart from one that is idle again. */
    private List<Evidence> evidence(GpuMinutes minutes, GpuMinutes.Span span, WorkHours work, int idle, int needed) {
        int considered = Math.min(idle, needed);
        int covered = span.covered(considered);
        double coverage = RuleNumbers.to3((double) covered / considered);
        List<Evidence> evidence = new ArrayList<>();
        evidence.add(new Evidence("cards", minutes.gpus(), "cards", 1.0, covered, coverage));
        evidence.add(new Evidence("minutes idle", idle, "minutes", (double) needed, covered, coverage));
        evidence.add(minutes.lastWork()
                .map(last -> new Evidence(
                        "minutes since a GPU worked", minutes.since(last), "minutes", null, covered, coverage))
                .orElseGet(() -> new Evidence("readings of a GPU at work", 0, "readings", 1.0, covered, coverage)));
        if (work.cpuMeasured(1) > 0) {
            evidence.add(new Evidence("cpu mean", RuleNumbers.to3(work.mean(1)), "percent", null, 1, 1));
        }
        evidence.add(limits.disk(work, Hour.PER_DAY));
        limits.background(work, Hour.PER_DAY).ifPresent(evidence::add);
        return evidence;
    }

    private List<String> missing(InstanceSnapshot snapshot, GpuUsage use, WorkHours work, int hours) {
        List<String> missing = new ArrayList<>(gpuPolicy.missing(snapshot, use));
        if (missing.isEmpty() && use.gpus() == 0) {
            missing.add("readings of its GPUs: none");
        }
        if (!limits.isCovered(work.cpuMeasured(hours), hours)) {
            missing.add(limits.gap("CPUUtilization", work.cpuMeasured(hours), hours));
        }
        if (!limits.isCovered(work.networkMeasured(hours), hours)) {
            missing.add(limits.gap("NetworkIn and NetworkOut", work.networkMeasured(hours), hours));
        }
        return missing;
    }

    private List<Remedy> remedies(InstanceSnapshot snapshot, GpuUsage use, IdlenessLimits idleness) {
        return use.heldHours() > 0 ? List.of(remedies.askProcessOwner()) : remedies.idleGpus(snapshot, idleness);
    }

    private List<Evidence> evidence(GpuUsage use, WorkHours work, int hours) {
        double coverage = RuleNumbers.to3(use.coverage());
        int measured = Math.min(work.cpuMeasured(hours), work.networkMeasured(hours));
        double known = RuleNumbers.to3((double) measured / hours);
        List<Evidence> evidence = new ArrayList<>(List.of(
                new Evidence("cards", use.gpus(), "cards", 1.0, use.present(), coverage),
                new Evidence("active hours", use.activeHours(), "hours", 1.0, use.present(), coverage),
                new Evidence("held hours", use.heldHours(), "hours", 1.0, use.present(), coverage),
                new Evidence("hours idle", use.hours(), "hours", (double) use.hours(), use.present(), coverage),
                new Evidence("cpu mean", RuleNumbers.to3(work.mean(hours)), "percent", null, measured, known),
                new Evidence("hours at work of cpu and network", work.atWork(hours), "hours", 1.0, measured, known),
                limits.disk(work, hours)));
        limits.background(work, hours).ifPresent(evidence::add);
        return evidence;
    }
}
