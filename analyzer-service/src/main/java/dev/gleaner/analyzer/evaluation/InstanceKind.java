package dev.gleaner.analyzer.evaluation;

import dev.gleaner.analyzer.evaluation.ResourceExplanation.GpuTrack;
import dev.gleaner.analyzer.evaluation.ResourceExplanation.Track;
import dev.gleaner.analyzer.finding.FindingSink;
import dev.gleaner.analyzer.finding.RuleEvaluation;
import dev.gleaner.analyzer.profile.GpuLimits;
import dev.gleaner.analyzer.profile.Hour;
import dev.gleaner.analyzer.profile.InstanceMetric;
import dev.gleaner.analyzer.profile.InstanceProfile;
import dev.gleaner.analyzer.profile.InstanceProfileMapper;
import dev.gleaner.analyzer.profile.InstanceProfileUpdater;
import dev.gleaner.analyzer.profile.InstanceSnapshot;
import dev.gleaner.analyzer.profile.MalformedSignalException;
import dev.gleaner.analyzer.profile.SubjectMapper;
import dev.gleaner.analyzer.rule.Rule;
import dev.gleaner.contracts.resource.AccountRegion;
import dev.gleaner.contracts.resource.Arn;
import dev.gleaner.contracts.signal.proto.Signal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** EC2 instances and their cards, by what they measure. */
final class InstanceKind extends SubjectKind<InstanceProfile> {

    private static final RequiredSources NEEDS =
            RequiredSources.of(RequiredSources.Category.INVENTORY, RequiredSources.Category.METRICS);

    private final RuleSet<InstanceSnapshot> ruleSet;
    private final GpuLimits gpuLimits;

    /** With what a reading of a card says before rules see it. */
    InstanceKind(RuleSet<InstanceSnapshot> ruleSet, GpuLimits cards) {
        this.ruleSet = ruleSet;
        this.gpuLimits = cards;
    }

    @Override
    SubjectMapper<InstanceProfile> mapper() {
        return InstanceProfileMapper.INSTANCE;
    }

    @Override
    RequiredSources requiredSources() {
        return NEEDS;
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
    int fold(InstanceProfile profile, Signal signal, @Nullable Hour closed) {
        return InstanceProfileUpdater.fold(profile, signal, gpuLimits, closed);
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
     * By the rules that read cards once all readings of that hour have come; those that ask cards among other things wait
     * only where there are some, as they would miss those of the newest hours. As long as no source of readings has reported
     * nobody knows whether there is one: an hour that was judged by then is judged again once there is.
     */
    @Override
    List<RuleEvaluation> evaluateProvisionally(InstanceProfile profile, Hour newest, EvaluationBounds bounds) {
        List<RuleEvaluation> judgements = new ArrayList<>();
        Hour first = profile.timeline().first();
        if (first == null || newest.isBefore(first)) {
            return judgements;
        }
        boolean hasCards = profile.hasGpus(newest);
        Predicate<Rule<InstanceSnapshot>> waits =
                rule -> rule.requiresGpuReadings() || (hasCards && rule.usesGpuReadings());
        boolean again = profile.gpusAwaited() && bounds.hasGpuSource() && !bounds.awaitsGpuReadings(newest);
        if (isNew(newest, profile.lastProvisional()) || again) {
            judgements.addAll(evaluate(profile, newest, bounds, waits.negate()));
            profile.timeline().markProvisional(newest);
        }
        if ((isNew(newest, profile.lastProvisionalGpus()) && !bounds.awaitsGpuReadings(newest)) || again) {
            judgements.addAll(evaluate(profile, newest, bounds, waits));
            profile.markProvisionalGpus(newest, !bounds.hasGpuSource());
        }
        return judgements;
    }

    @Override
    SubjectKind.View describe(InstanceProfile profile, Hour hour, EvaluationBounds bounds) {
        InstanceSnapshot snapshot = profile.at(hour, bounds.horizon());
        return new SubjectKind.View(
                snapshot.born().orElse(null),
                snapshot.facts(),
                Arrays.stream(InstanceMetric.values())
                        .map(instanceMetric ->
                                Track.of(instanceMetric.metric(), snapshot.window(instanceMetric, ruleSet.hours())))
                        .toList(),
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

    /** Rules about cards have nothing to wait for where there are none. */
    private RuleEvaluation evaluate(Rule<InstanceSnapshot> rule, InstanceSnapshot snapshot, EvaluationBounds bounds) {
        boolean isAbsent = rule.requiresGpuReadings() && !snapshot.hasReadGpus();
        return isAbsent ? ruleSet.evaluate(rule, snapshot) : ruleSet.evaluate(rule, snapshot, bounds);
    }

    private static boolean isNew(Hour hour, @Nullable Hour glimpsed) {
        return glimpsed == null || glimpsed.isBefore(hour);
    }
}
