package dev.gleaner.analyzer.evaluation;

import dev.gleaner.analyzer.evaluation.ResourceExplanation.GpuTrack;
import dev.gleaner.analyzer.evaluation.ResourceExplanation.Track;
import dev.gleaner.analyzer.finding.FindingSink;
import dev.gleaner.analyzer.finding.RuleEvaluation;
import dev.gleaner.analyzer.profile.Hour;
import dev.gleaner.analyzer.profile.MalformedSignalException;
import dev.gleaner.analyzer.profile.SubjectMapper;
import dev.gleaner.analyzer.profile.gpu.GpuLimits;
import dev.gleaner.analyzer.profile.instance.HourQuantizer;
import dev.gleaner.analyzer.profile.instance.InstanceProfile;
import dev.gleaner.analyzer.profile.instance.InstanceProfileMapper;
import dev.gleaner.analyzer.profile.instance.InstanceProfileUpdater;
import dev.gleaner.analyzer.profile.instance.InstanceSnapshot;
import dev.gleaner.analyzer.rule.Rule;
import dev.gleaner.analyzer.rule.instance.InstanceRules;
import dev.gleaner.contracts.resource.AccountRegion;
import dev.gleaner.contracts.resource.Arn;
import dev.gleaner.contracts.signal.proto.Signal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** EC2 instances and their GPUs, evaluated by their metrics. */
final class InstanceKind extends SubjectKind<InstanceProfile> {

    private static final RequiredSources REQUIRED_SOURCES =
            RequiredSources.of(RequiredSources.Category.INVENTORY, RequiredSources.Category.METRICS);

    private final RuleSet<InstanceSnapshot> ruleSet;
    private final GpuLimits gpuLimits;
    private final InstanceProfileMapper mapper;

    /** With rules, and the limits of these by which readings are kept. */
    InstanceKind(RuleSet<InstanceSnapshot> ruleSet, InstanceRules rules) {
        this.ruleSet = ruleSet;
        this.gpuLimits = rules.gpuLimits();
        this.mapper = new InstanceProfileMapper(new HourQuantizer(rules.hourLimits()), ruleSet.hours());
    }

    @Override
    SubjectMapper<InstanceProfile> mapper() {
        return mapper;
    }

    @Override
    RequiredSources requiredSources() {
        return REQUIRED_SOURCES;
    }

    @Override
    Optional<String> key(Arn resource) {
        boolean isInstance =
                resource.service().equals("ec2") && resource.resource().equals("instance/" + resource.id());
        return isInstance ? Optional.of(resource.toString()) : Optional.empty();
    }

    @Override
    boolean isRelevant(Signal signal) {
        return InstanceProfileUpdater.isKept(signal);
    }

    @Override
    void check(Signal signal) throws MalformedSignalException {
        InstanceProfileUpdater.check(signal);
    }

    @Override
    Hour earliestHour(Signal signal) {
        return InstanceProfileUpdater.earliest(signal);
    }

    @Override
    AccountRegion accountRegion(InstanceProfile profile) {
        return AccountRegion.of(profile.arn());
    }

    @Override
    int fold(InstanceProfile profile, Signal signal, @Nullable Hour closed, @Nullable Hour settled) {
        return InstanceProfileUpdater.fold(profile, signal, gpuLimits, closed, settled);
    }

    @Override
    void confirm(InstanceProfile profile, Signal signal, EpisodeStore episodes, FindingSink findingSink) {
        if (signal.hasGpu()) {
            new IdleGpuConfirmer(profile, ruleSet.rules(), episodes, findingSink).confirm();
        }
    }

    @Override
    List<EpisodeStore.Key> episodeKeys(InstanceProfile profile) {
        return ruleSet.episodeKeys(profile.resource()).toList();
    }

    @Override
    List<RuleEvaluation> evaluateFinally(InstanceProfile profile, Hour hour, EvaluationBounds bounds) {
        profile.close(hour, ruleSet.daysKept());
        return evaluate(profile, hour, bounds, rule -> true);
    }

    /**
     * Rules that require GPU readings are evaluated once all readings of the hour have come. Rules that only use them wait
     * for the readings if the instance has GPUs. Before any source of GPU readings has reported, it is unknown whether one
     * will: an hour that was evaluated until then is evaluated again once all of its readings have come.
     */
    @Override
    List<RuleEvaluation> evaluateProvisionally(InstanceProfile profile, Hour newest, EvaluationBounds bounds) {
        List<RuleEvaluation> evaluations = new ArrayList<>();
        Hour first = profile.timeline().first();
        if (first == null || newest.isBefore(first)) {
            return evaluations;
        }
        boolean hasGpus = profile.hasGpus(newest);
        Predicate<Rule<InstanceSnapshot>> waitsForGpus =
                rule -> rule.requiresGpuReadings() || (hasGpus && rule.usesGpuReadings());
        boolean again = isAgain(profile, newest, bounds);
        if (isNew(newest, profile.lastProvisional()) || again) {
            evaluations.addAll(evaluate(profile, newest, bounds, waitsForGpus.negate()));
            profile.timeline().markProvisional(newest);
        }
        if ((isNew(newest, profile.lastProvisionalGpus()) && !bounds.awaitsGpuReadings(newest)) || again) {
            evaluations.addAll(evaluate(profile, newest, bounds, waitsForGpus));
            profile.markProvisionalGpus(newest, !bounds.hasGpuSource());
        }
        return evaluations;
    }

    @Override
    boolean isProvisionallyDue(InstanceProfile profile, EvaluationBounds bounds) {
        Hour newest = bounds.provisionalHour();
        Hour first = profile.timeline().first();
        if (newest == null || first == null || newest.isBefore(first)) {
            return false;
        }
        return super.isProvisionallyDue(profile, bounds)
                || (isNew(newest, profile.lastProvisionalGpus()) && !bounds.awaitsGpuReadings(newest))
                || isAgain(profile, newest, bounds);
    }

    /** Whether all GPU readings of an hour have come that was evaluated before any source of them had reported. */
    private static boolean isAgain(InstanceProfile profile, Hour newest, EvaluationBounds bounds) {
        return profile.gpusAwaited() && bounds.hasGpuSource() && !bounds.awaitsGpuReadings(newest);
    }

    @Override
    SubjectKind.View describe(InstanceProfile profile, Hour hour, EvaluationBounds bounds) {
        InstanceSnapshot snapshot = profile.at(hour, bounds.horizon());
        return new SubjectKind.View(
                snapshot.born().orElse(null),
                snapshot.facts(),
                Track.of(snapshot.hours(ruleSet.hours())),
                snapshot.gpus(ruleSet.hours()).stream()
                        .map(gpu -> GpuTrack.of(gpu, hour.plus(1L - ruleSet.hours())))
                        .toList(),
                List.of(),
                evaluate(profile, hour, bounds, rule -> true));
    }

    private List<RuleEvaluation> evaluate(
            InstanceProfile profile, Hour hour, EvaluationBounds bounds, Predicate<Rule<InstanceSnapshot>> which) {
        InstanceSnapshot snapshot = profile.at(hour, bounds.horizon());
        return ruleSet.rules().stream()
                .filter(which)
                .map(rule -> evaluate(rule, snapshot, bounds))
                .toList();
    }

    /** A rule that requires GPU readings does not wait for sources if the instance has no GPU readings. */
    private RuleEvaluation evaluate(Rule<InstanceSnapshot> rule, InstanceSnapshot snapshot, EvaluationBounds bounds) {
        boolean isAbsent = rule.requiresGpuReadings() && !snapshot.hasReadGpus();
        return isAbsent ? ruleSet.evaluate(rule, snapshot) : ruleSet.evaluate(rule, snapshot, bounds);
    }
}
