package dev.gleaner.analyzer.rule.training;

import dev.gleaner.analyzer.profile.Hour;
import dev.gleaner.analyzer.profile.inventory.TrainingHostFacts;
import dev.gleaner.analyzer.profile.inventory.TrainingHostSnapshot;
import dev.gleaner.analyzer.profile.training.CheckpointSpacing;
import dev.gleaner.analyzer.profile.training.HostLaunch;
import dev.gleaner.analyzer.rule.RuleNumbers;
import dev.gleaner.analyzer.rule.Verdict;
import dev.gleaner.contracts.resource.EnvironmentTag;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What the rules on hosts of training runs have in common.
 *
 * @param timing by which checkpoints are judged
 * @param inferenceTags {@code key=value} in lower case
 * @param nonProduction environments, lower case, that are not production
 */
public record TrainingHostPolicy(
        Timing timing, SpotInterruptionTable interruptions, Set<String> inferenceTags, Set<String> nonProduction) {

    static final String SPOT = "spot";

    private static final String LINUX = "Linux/UNIX";
    private static final String SHARED = "default";
    private static final String GROUP = "autoscaling:";
    private static final double MINUTES_PER_HOUR = 60;

    public TrainingHostPolicy {
        inferenceTags = lower(inferenceTags);
        nonProduction = Set.copyOf(nonProduction);
    }

    /** The policy as configured. */
    static TrainingHostPolicy of(TrainingHostConfig config, Set<String> nonProduction) {
        return new TrainingHostPolicy(
                new Timing(
                        RuleNumbers.hours(config.window()),
                        RuleNumbers.minutes(config.longestGap()),
                        RuleNumbers.minutes(config.pause()),
                        RuleNumbers.minutes(config.training()),
                        config.restart().toSeconds() / 3600.0,
                        config.checkpoint().toSeconds() / 3600.0,
                        RuleNumbers.hours(config.unlisted())),
                SpotInterruptionTable.read(config.interruptions(), config.highestRate()),
                config.inferenceTags(),
                nonProduction);
    }

    /** The verdict if no condition on checkpoints needs to be looked at; null if one does. */
    @Nullable
    Verdict preliminaryVerdict(TrainingHostSnapshot host) {
        TrainingHostFacts facts = host.facts();
        if (facts == null) {
            return new Verdict.Nothing("it is not listed");
        }
        String reason = exception(facts);
        if (reason != null) {
            return new Verdict.Nothing(reason);
        }
        List<CheckpointSpacing> runs = runs(host);
        if (runs.isEmpty()) {
            return new Verdict.Nothing("it is not known to save checkpoints");
        }
        if (trainingMinutes(runs) < timing.leastTrainingMinutes()) {
            return new Verdict.Nothing("its checkpoints span less than "
                    + timing.leastTrainingMinutes() / (int) MINUTES_PER_HOUR + " hours of training");
        }
        List<String> missing = missing(host);
        return missing.isEmpty() ? null : new Verdict.Insufficient(missing);
    }

    private @Nullable String exception(TrainingHostFacts facts) {
        if (!facts.isActive()) {
            return "it is " + facts.state();
        }
        if (!facts.isGroup() && facts.owner().startsWith(GROUP)) {
            return "its Auto Scaling group is evaluated instead";
        }
        return hasTag(facts.tags(), inferenceTags) ? "it serves requests by its tags" : null;
    }

    private List<String> missing(TrainingHostSnapshot host) {
        List<String> missing = new ArrayList<>();
        if (!host.hasAllRuns(timing.hours())) {
            missing.add("all of its runs: it saved more of them in an hour than are kept");
        }
        if (!host.launch(timing.hours()).isKnown()) {
            missing.add("its instance type, by a listing of the instances that saved checkpoints");
        }
        Long last = host.lastListed();
        if (last != null && host.hour().endMillis() - last > timing.unlistedHours() * Hour.MILLIS) {
            missing.add("a listing that shows it: those after " + Instant.ofEpochMilli(last)
                    + " do not, so it may have been deleted");
        }
        return missing;
    }

    List<CheckpointSpacing> runs(TrainingHostSnapshot host) {
        return host.runs(timing.hours(), timing.pauseMinutes());
    }

    HostLaunch launch(TrainingHostSnapshot host) {
        return host.launch(timing.hours());
    }

    /** The run whose checkpoints are farthest apart; there must be one. */
    static CheckpointSpacing widest(List<CheckpointSpacing> runs) {
        return runs.stream()
                .max(Comparator.comparingInt(CheckpointSpacing::longestGap)
                        .thenComparing(CheckpointSpacing::run, Comparator.reverseOrder()))
                .orElseThrow();
    }

    static long trainingMinutes(List<CheckpointSpacing> runs) {
        return runs.stream().mapToLong(CheckpointSpacing::trainingMinutes).sum();
    }

    /**
     * Hours a month that it trains, by those from the first to the last checkpoints in the part of the window since it was first known. An
     * instance has 730 of them, however many runs it saves.
     */
    double trainingHoursPerMonth(TrainingHostSnapshot host, List<CheckpointSpacing> runs) {
        double share = trainingMinutes(runs)
                / MINUTES_PER_HOUR
                / Math.max(1, host.listed().hoursSeen(timing.hours()));
        TrainingHostFacts facts = host.facts();
        boolean isGroup = facts != null && facts.isGroup();
        return Hour.PER_MONTH * (isGroup ? share : Math.min(1, share));
    }

    /** Interruptions an hour that AWS tells of its type; empty if it does not. */
    OptionalDouble rate(TrainingHostSnapshot host) {
        return interruptions.of(host.region(), launch(host).type());
    }

    /** Interruptions at a rate, with the configured time of a restart. */
    SpotRunEstimate estimate(double rate) {
        return new SpotRunEstimate(rate, timing.restartHours());
    }

    /** Hours from one checkpoint to the next at the best interval, but not more than the longest one that is asked for. */
    double bestPieceHours(double rate) {
        return Math.min(
                timing.longestGapMinutes() / MINUTES_PER_HOUR,
                estimate(rate).bestIntervalHours(timing.checkpointHours()) + timing.checkpointHours());
    }

    /** Hours from one checkpoint to the next at most, as the run is. */
    static double pieceHours(CheckpointSpacing run) {
        return Math.max(1, run.longestGap()) / MINUTES_PER_HOUR;
    }

    /** Whether Spot capacity and its price are those of Linux on shared hardware, the only ones that are read. */
    static boolean isPricedOnSpot(HostLaunch launch) {
        return launch.platform().equals(LINUX) && launch.tenancy().equals(SHARED);
    }

    boolean isProduction(TrainingHostFacts facts) {
        Map<String, String> tags = facts.tags();
        return EnvironmentTag.isProduction(tags == null ? null : EnvironmentTag.environmentOf(tags), nonProduction);
    }

    /** Whether one of the tags, in any case, is in the set. */
    static boolean hasTag(@Nullable Map<String, String> tags, Set<String> wanted) {
        return tags != null
                && tags.entrySet().stream()
                        .anyMatch(tag -> wanted.contains(
                                (tag.getKey() + "=" + tag.getValue().strip()).toLowerCase(Locale.ROOT)));
    }

    static Set<String> lower(Set<String> tags) {
        return tags.stream().map(tag -> tag.strip().toLowerCase(Locale.ROOT)).collect(Collectors.toUnmodifiableSet());
    }

    /**
     * Times by which checkpoints are judged.
     *
     * @param hours of the window
     * @param longestGapMinutes between two checkpoints that keeps what is lost small
     * @param pauseMinutes without a checkpoint after which a run is taken to have paused
     * @param leastTrainingMinutes that must be known
     * @param restartHours from an interruption until a run computes again
     * @param checkpointHours for which a run stands still while it saves
     * @param unlistedHours for which a host may be missing in complete listings
     */
    record Timing(
            int hours,
            int longestGapMinutes,
            int pauseMinutes,
            int leastTrainingMinutes,
            double restartHours,
            double checkpointHours,
            int unlistedHours) {}
}
