package dev.gleaner.analyzer.kind;

import dev.gleaner.analyzer.evaluation.EpisodeStore;
import dev.gleaner.analyzer.evaluation.EvaluationBounds;
import dev.gleaner.analyzer.evaluation.RequiredSources;
import dev.gleaner.analyzer.evaluation.ResourceExplanation.BusiestHour;
import dev.gleaner.analyzer.evaluation.ResourceExplanation.CpuMaxima;
import dev.gleaner.analyzer.evaluation.ResourceExplanation.GpuTrack;
import dev.gleaner.analyzer.evaluation.ResourceExplanation.Track;
import dev.gleaner.analyzer.evaluation.RuleSet;
import dev.gleaner.analyzer.evaluation.SubjectKind;
import dev.gleaner.analyzer.finding.FindingSink;
import dev.gleaner.analyzer.finding.GpuActivityPublisher;
import dev.gleaner.analyzer.finding.MinuteEvaluation;
import dev.gleaner.analyzer.finding.RuleEvaluation;
import dev.gleaner.analyzer.profile.EvaluatedHours;
import dev.gleaner.analyzer.profile.Hour;
import dev.gleaner.analyzer.profile.MalformedSignalException;
import dev.gleaner.analyzer.profile.SubjectMapper;
import dev.gleaner.analyzer.profile.gpu.GpuLimits;
import dev.gleaner.analyzer.profile.instance.HourQuantizer;
import dev.gleaner.analyzer.profile.instance.InstanceDays;
import dev.gleaner.analyzer.profile.instance.InstanceProfile;
import dev.gleaner.analyzer.profile.instance.InstanceProfileMapper;
import dev.gleaner.analyzer.profile.instance.InstanceProfileUpdater;
import dev.gleaner.analyzer.profile.instance.InstanceSnapshot;
import dev.gleaner.analyzer.rule.Rule;
import dev.gleaner.analyzer.rule.RuleSettings;
import dev.gleaner.analyzer.rule.Verdict;
import dev.gleaner.analyzer.rule.instance.GpuReadingRule;
import dev.gleaner.analyzer.rule.instance.InstanceRules;
import dev.gleaner.contracts.finding.FindingConfirmation;
import dev.gleaner.contracts.resource.AccountRegion;
import dev.gleaner.contracts.resource.Arn;
import dev.gleaner.contracts.resource.ResourceKind;
import dev.gleaner.contracts.signal.proto.Signal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** EC2 instances and their GPUs, evaluated by their metrics. */
final class InstanceKind extends SubjectKind<InstanceProfile> {

    private static final RequiredSources REQUIRED_SOURCES = RequiredSources.of(
            RequiredSources.Category.METRICS, RequiredSources.Category.listingOf(ResourceKind.INSTANCE));

    /** Hours for which it must be certain that nothing is found, so that storing it costs less than evaluating them. */
    private static final int WORTH_STORING = 36;

    private final RuleSet<InstanceSnapshot> ruleSet;
    private final GpuLimits gpuLimits;
    private final InstanceProfileMapper mapper;
    private final int limitsHash;
    private final GpuMinuteEvaluator gpuMinuteEvaluator;
    private final GpuActivityPublisher gpuActivityPublisher;

    static KindFactory of(RuleSettings settings) {
        InstanceRules rules = InstanceRules.of(settings);
        return context -> new InstanceKind(context.rules(rules.rules()), rules);
    }

    /** With rules, and the limits of these by which readings are kept. */
    private InstanceKind(RuleSet<InstanceSnapshot> ruleSet, InstanceRules rules) {
        this.ruleSet = ruleSet;
        this.gpuLimits = rules.gpuLimits();
        this.limitsHash = ruleSet.limitsHash();
        this.gpuMinuteEvaluator = new GpuMinuteEvaluator(ruleSet);
        this.gpuActivityPublisher = new GpuActivityPublisher(gpuMinuteEvaluator
                .rules()
                .mapToInt(GpuReadingRule::silence)
                .max()
                .orElse(0));
        this.mapper = new InstanceProfileMapper(new HourQuantizer(rules.hourLimits()), ruleSet.hours());
    }

    @Override
    protected String name() {
        return "instance";
    }

    @Override
    protected ResourceKind resources() {
        return ResourceKind.INSTANCE;
    }

    @Override
    protected SubjectMapper<InstanceProfile> mapper() {
        return mapper;
    }

    @Override
    protected RequiredSources requiredSources() {
        return REQUIRED_SOURCES;
    }

    @Override
    protected Optional<String> key(Arn resource) {
        return ResourceKind.INSTANCE.includes(resource) ? Optional.of(resource.toString()) : Optional.empty();
    }

    @Override
    protected boolean isRelevant(Signal signal) {
        return InstanceProfileUpdater.isKept(signal);
    }

    @Override
    protected void check(Signal signal) throws MalformedSignalException {
        InstanceProfileUpdater.check(signal);
    }

    @Override
    protected Hour earliestHour(Signal signal) {
        return InstanceProfileUpdater.earliest(signal);
    }

    @Override
    protected AccountRegion accountRegion(InstanceProfile profile) {
        return AccountRegion.of(profile.arn());
    }

    @Override
    protected int fold(InstanceProfile profile, Signal signal, @Nullable Hour closed, @Nullable Hour settled) {
        return InstanceProfileUpdater.fold(profile, signal, gpuLimits, closed, settled);
    }

    @Override
    protected boolean isEvaluatedAtOnce(Signal signal) {
        return signal.hasGpu() || signal.hasActivity();
    }

    @Override
    protected void confirm(
            InstanceProfile profile, EvaluationBounds bounds, EpisodeStore episodes, FindingSink findingSink) {
        if (episodes.hasAny(profile.resource())) {
            GpuMinuteEvaluator.IdleGpuConfirmer confirmer =
                    new GpuMinuteEvaluator.IdleGpuConfirmer(profile, episodes, findingSink);
            gpuMinuteEvaluator
                    .rules()
                    .filter(rule -> gpuMinuteEvaluator
                            .evaluate(rule, profile, bounds, true)
                            .filter(newest -> !newest.isToBeConfirmedByReadings())
                            .isEmpty())
                    .forEach(confirmer::confirm);
        }
    }

    @Override
    protected void publishActivity(InstanceProfile profile, EvaluationBounds bounds, FindingSink findingSink) {
        gpuActivityPublisher.publish(profile, bounds.ended(), findingSink);
    }

    @Override
    protected void withdrawActivity(InstanceProfile profile, FindingSink findingSink) {
        gpuActivityPublisher.withdraw(profile, findingSink);
    }

    @Override
    protected List<MinuteEvaluation> evaluateMinute(
            InstanceProfile profile, EvaluationBounds bounds, boolean hasFindings) {
        List<MinuteEvaluation> evaluations = new ArrayList<>();
        Set<Rule<InstanceSnapshot>> decided = new HashSet<>();
        gpuMinuteEvaluator
                .rules()
                .flatMap(rule -> gpuMinuteEvaluator.evaluate(rule, profile, bounds, hasFindings).stream())
                .forEach(newest -> {
                    decided.add(newest.rule());
                    gpuMinuteEvaluator.toEvaluation(newest).ifPresent(evaluations::add);
                });
        if (hasFindings) {
            reportedWork(profile, bounds)
                    .filter(evaluation -> !decided.contains(evaluation.rule()))
                    .map(evaluation -> new MinuteEvaluation(evaluation, evaluation, false, false))
                    .forEach(evaluations::add);
        }
        return evaluations;
    }

    /**
     * A report of work that holds after the newest hour that has ended contradicts findings before the hour of the report is evaluated.
     * Rules about GPUs evaluate it with the readings, if there are any.
     */
    private Stream<RuleEvaluation> reportedWork(InstanceProfile profile, EvaluationBounds bounds) {
        Hour ended = bounds.ended();
        if (ended == null || profile.reportedUntil() <= ended.endMillis()) {
            return Stream.empty();
        }
        Instant through = Instant.ofEpochMilli(Math.max(profile.reportedFrom(), ended.endMillis()));
        InstanceSnapshot snapshot = profile.at(Hour.of(through), bounds.horizon());
        Verdict atWork = new Verdict.Nothing(snapshot.reportedWork().orElseThrow());
        return ruleSet.rules().stream()
                .filter(Rule::isContradictedByReportedWork)
                .map(rule -> ruleSet.toEvaluation(
                        rule, snapshot, atWork, snapshot.hour().start(), new FindingConfirmation(through)));
    }

    @Override
    protected List<EpisodeStore.Key> episodeKeys(InstanceProfile profile) {
        return ruleSet.episodeKeys(profile.resource()).toList();
    }

    @Override
    protected List<RuleEvaluation> evaluateFinally(InstanceProfile profile, Hour hour, EvaluationBounds bounds) {
        profile.close(hour, ruleSet.daysKept());
        InstanceSnapshot snapshot = profile.at(hour, bounds.horizon());
        List<RuleEvaluation> evaluations = evaluate(snapshot, bounds, rule -> true);
        if (!profile.isCertainlyNothing(hour.plus(WORTH_STORING), limitsHash)
                && evaluations.stream().allMatch(RuleEvaluation::isNothing)) {
            markCertainlyNothing(profile, snapshot);
        }
        return evaluations;
    }

    private void markCertainlyNothing(InstanceProfile profile, InstanceSnapshot snapshot) {
        Hour through = Hour.MAX;
        for (Rule<InstanceSnapshot> rule : ruleSet.rules()) {
            Hour certain = rule.certainlyNothingThrough(snapshot);
            if (certain == null) {
                return;
            }
            through = certain.isBefore(through) ? certain : through;
        }
        if (!through.isBefore(snapshot.hour().plus(WORTH_STORING))) {
            profile.markCertainlyNothing(through, limitsHash);
        }
    }

    @Override
    protected boolean isCertainlyNothing(byte[] row, Hour through) {
        return InstanceProfile.isCertainlyNothing(row, through, limitsHash);
    }

    /**
     * Rules that require GPU readings are evaluated once all readings of the hour have come. Rules that only use them wait
     * for the readings if the instance has GPUs. Before any source of GPU readings has reported, it is unknown whether one
     * will: an hour that was evaluated until then is evaluated again once all of its readings have come.
     */
    @Override
    protected EvaluatedHours target(EvaluatedHours before, EvaluationBounds bounds) {
        EvaluatedHours target = super.target(before, bounds);
        Hour newest = bounds.provisionalHour();
        if (newest == null || bounds.awaitsGpuReadings(newest)) {
            return target;
        }
        if (before.gpusAwaited() && bounds.hasGpuSource()) {
            return new EvaluatedHours(target.closed(), newest, newest, false);
        }
        return isNew(newest, before.provisionalGpus())
                ? new EvaluatedHours(target.closed(), target.provisional(), newest, !bounds.hasGpuSource())
                : target;
    }

    @Override
    protected List<RuleEvaluation> evaluateProvisionally(
            InstanceProfile profile, EvaluatedHours before, EvaluatedHours target, EvaluationBounds bounds) {
        boolean again = before.gpusAwaited() && !target.gpusAwaited();
        List<RuleEvaluation> evaluations = new ArrayList<>();
        Hour hour = target.provisional();
        if (hour != null && (isNew(hour, before.provisional()) || again) && isKnown(profile, hour)) {
            evaluations.addAll(
                    evaluate(profile, hour, bounds, waitsForGpus(profile, hour).negate()));
        }
        Hour gpuHour = target.provisionalGpus();
        if (gpuHour != null && (isNew(gpuHour, before.provisionalGpus()) || again) && isKnown(profile, gpuHour)) {
            evaluate(profile, gpuHour, bounds, waitsForGpus(profile, gpuHour)).stream()
                    .filter(ruleEvaluation -> gpuMinuteEvaluator.isApplicable(ruleEvaluation, profile, bounds))
                    .forEach(evaluations::add);
        }
        return evaluations;
    }

    private static boolean isKnown(InstanceProfile profile, Hour hour) {
        Hour first = profile.timeline().first();
        return first != null && !hour.isBefore(first);
    }

    private static Predicate<Rule<InstanceSnapshot>> waitsForGpus(InstanceProfile profile, Hour hour) {
        boolean hasGpus = profile.gpus().isReadBy(hour);
        return rule -> rule.requiresGpuReadings() || (hasGpus && rule.usesGpuReadings());
    }

    @Override
    protected void closeEvaluated(InstanceProfile profile) {
        Hour closed = profile.closed();
        if (closed != null) {
            profile.close(closed, ruleSet.daysKept());
        }
    }

    /** What is final can be computed again from the recent hours, until a day of them was moved to the past hours. */
    @Override
    protected boolean isChangedByEvaluation(InstanceProfile profile) {
        return profile.isChangedByEvaluation();
    }

    @Override
    protected SubjectKind.View describe(InstanceProfile profile, Hour hour, EvaluationBounds bounds) {
        InstanceSnapshot snapshot = profile.at(hour, bounds.horizon());
        Hour closed = profile.closed();
        InstanceDays days = closed == null ? null : profile.days(closed);
        return new SubjectKind.View(
                snapshot.born().orElse(null),
                snapshot.facts(),
                Track.of(snapshot.hours(ruleSet.hours())),
                days == null ? List.of() : BusiestHour.of(days),
                days == null ? null : CpuMaxima.of(days),
                snapshot.gpus(ruleSet.hours()).stream()
                        .map(gpu -> GpuTrack.of(gpu, hour.plus(1L - ruleSet.hours())))
                        .toList(),
                List.of(),
                evaluate(profile, hour, bounds, rule -> true));
    }

    private List<RuleEvaluation> evaluate(
            InstanceProfile profile, Hour hour, EvaluationBounds bounds, Predicate<Rule<InstanceSnapshot>> which) {
        return evaluate(profile.at(hour, bounds.horizon()), bounds, which);
    }

    private List<RuleEvaluation> evaluate(
            InstanceSnapshot snapshot, EvaluationBounds bounds, Predicate<Rule<InstanceSnapshot>> which) {
        List<RuleEvaluation> evaluations = new ArrayList<>(ruleSet.rules().size());
        for (Rule<InstanceSnapshot> rule : ruleSet.rules()) {
            if (which.test(rule)) {
                evaluations.add(evaluate(rule, snapshot, bounds));
            }
        }
        return evaluations;
    }

    /** A rule that requires GPU readings does not wait for sources if the instance has no GPU readings. */
    private RuleEvaluation evaluate(Rule<InstanceSnapshot> rule, InstanceSnapshot snapshot, EvaluationBounds bounds) {
        boolean isAbsent = rule.requiresGpuReadings() && !snapshot.hasReadGpus();
        return isAbsent ? ruleSet.evaluate(rule, snapshot) : ruleSet.evaluate(rule, snapshot, bounds);
    }
}
