package dev.gleaner.analyzer.kind;

import dev.gleaner.analyzer.evaluation.EpisodeStore;
import dev.gleaner.analyzer.evaluation.EvaluationBounds;
import dev.gleaner.analyzer.evaluation.RuleSet;
import dev.gleaner.analyzer.finding.Episode;
import dev.gleaner.analyzer.finding.FindingSink;
import dev.gleaner.analyzer.finding.MinuteEvaluation;
import dev.gleaner.analyzer.finding.RuleEvaluation;
import dev.gleaner.analyzer.profile.Hour;
import dev.gleaner.analyzer.profile.gpu.GpuMinutes;
import dev.gleaner.analyzer.profile.instance.InstanceProfile;
import dev.gleaner.analyzer.profile.instance.InstanceSnapshot;
import dev.gleaner.analyzer.rule.Rule;
import dev.gleaner.analyzer.rule.Verdict;
import dev.gleaner.analyzer.rule.instance.GpuReadingRule;
import dev.gleaner.analyzer.rule.instance.GpuReadingRule.MinuteVerdict;
import dev.gleaner.contracts.finding.Finding;
import dev.gleaner.contracts.finding.FindingConfirmation;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Evaluates the rules about idle GPUs at the newest minute with readings. Whole hours are too coarse for a GPU host: what it costs in an
 * hour is more than most instances cost in a day.
 */
record GpuMinuteEvaluator(RuleSet<InstanceSnapshot> ruleSet) {

    /** Readings run ahead of the evaluated hour by an hour or two. Those of a backfill are not evaluated by minutes. */
    private static final int HOURS_AHEAD = 3;

    /** Readings that end before the last minutes of the evaluated hour have stopped; the hour is evaluated by itself. */
    private static final Duration LONGEST_GAP = Duration.ofMinutes(10);

    private static final MinuteVerdict NO_READINGS = new MinuteVerdict.Undecided(false);

    /**
     * What the minutes show; empty if there are no readings since the newest hour that has ended.
     *
     * @param hasFindings whether the instance may have findings: otherwise a GPU at work changes nothing
     */
    Optional<Newest> evaluate(
            GpuReadingRule rule, InstanceProfile profile, EvaluationBounds bounds, boolean hasFindings) {
        Hour ended = bounds.ended();
        boolean changesNothing = !hasFindings && profile.gpus().addedWork(rule.minutesAfterWork());
        if (ended == null || profile.gpus().isEmpty() || changesNothing) {
            return Optional.empty();
        }
        return profile.gpus()
                .minutes(ended.plus(HOURS_AHEAD), rule.silence())
                .filter(minutes -> !minutes.through().isBefore(ended.end().minus(LONGEST_GAP)))
                .map(minutes -> newest(rule, profile.at(Hour.of(minutes.through()), bounds.horizon()), minutes));
    }

    /**
     * Whether the provisional evaluation of an hour is to be applied: not if the minutes decide. While some of them are missing, hours can
     * find something, but not take back what the minutes found: they look back further.
     */
    boolean isApplicable(RuleEvaluation ruleEvaluation, InstanceProfile profile, EvaluationBounds bounds) {
        if (!(ruleEvaluation.rule() instanceof GpuReadingRule rule)) {
            return true;
        }
        MinuteVerdict verdict =
                evaluate(rule, profile, bounds, true).map(Newest::verdict).orElse(NO_READINGS);
        return verdict instanceof MinuteVerdict.Undecided
                || (verdict instanceof MinuteVerdict.Awaiting && ruleEvaluation.isFound());
    }

    private Newest newest(GpuReadingRule rule, InstanceSnapshot snapshot, GpuMinutes minutes) {
        return new Newest(rule, snapshot, minutes, rule.evaluate(snapshot, minutes));
    }

    /** The evaluation to apply to findings; empty when the minutes do not decide. */
    Optional<MinuteEvaluation> toEvaluation(Newest newest) {
        if (newest.verdict() instanceof MinuteVerdict.AtWork atWork) {
            RuleEvaluation nothing = evaluation(
                    newest,
                    new Verdict.Nothing(atWork.because()),
                    newest.minutes().through());
            return Optional.of(new MinuteEvaluation(nothing, nothing, false, false));
        }
        if (newest.verdict() instanceof MinuteVerdict.Idle idle) {
            RuleEvaluation found = evaluation(newest, idle.found(), idle.since());
            String work = idle.work();
            RuleEvaluation whileOpen =
                    work == null ? found : evaluation(newest, new Verdict.Nothing(work), idle.since());
            return Optional.of(new MinuteEvaluation(found, whileOpen, !idle.isQuestion(), idle.isLongEnough()));
        }
        return Optional.empty();
    }

    private RuleEvaluation evaluation(Newest newest, Verdict verdict, Instant since) {
        GpuMinutes minutes = newest.minutes();
        return ruleSet.toEvaluation(
                newest.rule(),
                newest.snapshot(),
                verdict,
                since,
                new FindingConfirmation(
                        minutes.through(),
                        minutes.lastWork().orElse(null),
                        minutes.lastProcess().orElse(null)));
    }

    /** The rules that are evaluated by minutes. */
    Stream<GpuReadingRule> rules() {
        return ruleSet.rules().stream().filter(GpuReadingRule.class::isInstance).map(GpuReadingRule.class::cast);
    }

    /** What the newest minute shows. */
    record Newest(GpuReadingRule rule, InstanceSnapshot snapshot, GpuMinutes minutes, MinuteVerdict verdict) {

        /** Whether readings alone confirm findings: the minutes do not decide, or points of CPU and network are awaited. */
        boolean isToBeConfirmedByReadings() {
            return verdict instanceof MinuteVerdict.Awaiting
                    || (verdict instanceof MinuteVerdict.Undecided undecided && !undecided.isWorking());
        }
    }

    /**
     * Confirms findings about idle GPUs with each reading, of hosts whose idleness is found by hours or whose CPU and network are not known
     * yet. Once an hour is not enough before a host is stopped: a training may just have started on it.
     */
    record IdleGpuConfirmer(InstanceProfile profile, EpisodeStore episodes, FindingSink findingSink) {

        /** Confirms up to the last reading, unless a GPU was used since the last evaluated hour. */
        void confirm(GpuReadingRule rule) {
            Hour evaluated = profile.timeline().evaluated().provisionalGpus();
            if (evaluated != null) {
                confirm(rule, evaluated);
            }
        }

        private FindingConfirmation confirmation(Instant through, Hour evaluated) {
            return new FindingConfirmation(
                    through,
                    profile.gpus().lastWork(evaluated).orElse(null),
                    profile.gpus().lastProcess(evaluated).orElse(null));
        }

        private void confirm(Rule<InstanceSnapshot> rule, Hour evaluated) {
            Episode episode = episodes.get(new EpisodeStore.Key(profile.resource(), rule.name()));
            Finding finding = episode.open() != null ? episode.open() : episode.current();
            if (finding != null && finding.status() == Finding.Status.OPEN && !episode.isInDoubt()) {
                profile.gpus()
                        .idleThrough(evaluated, rule.hours())
                        .ifPresent(through -> findingSink.confirm(finding.id(), confirmation(through, evaluated)));
            }
        }
    }
}
