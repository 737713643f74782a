package dev.gleaner.analyzer.rule.training;

import dev.gleaner.analyzer.cost.DatedPrices;
import dev.gleaner.analyzer.profile.inventory.TrainingHostFacts;
import dev.gleaner.analyzer.profile.inventory.TrainingHostSnapshot;
import dev.gleaner.analyzer.profile.training.CheckpointSpacing;
import dev.gleaner.analyzer.profile.training.HostLaunch;
import dev.gleaner.analyzer.rule.Rule;
import dev.gleaner.analyzer.rule.RuleName;
import dev.gleaner.analyzer.rule.RuleNumbers;
import dev.gleaner.analyzer.rule.Verdict;
import dev.gleaner.contracts.finding.Evidence;
import dev.gleaner.contracts.finding.Remedy;
import dev.gleaner.contracts.finding.Saving;
import dev.gleaner.contracts.resource.PriceKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;

/** Training whose checkpoints are so far apart that an interruption loses much, and that Spot is out of the question. */
public record CheckpointGap(TrainingHostPolicy policy, int effortMinutes) implements Rule<TrainingHostSnapshot> {

    static final RuleName NAME = new RuleName("checkpoint-gap", 4);

    private static final double MINUTES_PER_HOUR = 60;

    @Override
    public RuleName ruleName() {
        return NAME;
    }

    @Override
    public int hours() {
        return policy.timing().hours();
    }

    @Override
    public Verdict evaluate(TrainingHostSnapshot host) {
        Verdict preliminary = policy.preliminaryVerdict(host);
        if (preliminary != null) {
            return preliminary;
        }
        List<CheckpointSpacing> runs = policy.runs(host);
        CheckpointSpacing widest = TrainingHostPolicy.widest(runs);
        return widest.exceeds(policy.timing().longestGapMinutes())
                ? new Verdict.Found(
                        () -> evidence(host, widest),
                        () -> List.of(remedy(host, widest)),
                        prices -> saving(prices, host, runs, widest))
                : new Verdict.Nothing("its checkpoints are at most " + widest.longestGap() + " minutes apart");
    }

    private List<Evidence> evidence(TrainingHostSnapshot host, CheckpointSpacing widest) {
        List<Evidence> evidence = new ArrayList<>(gaps(widest, policy.timing().longestGapMinutes()));
        policy.rate(host).ifPresent(rate -> evidence.add(interruptions(rate)));
        HostLaunch launch = policy.launch(host);
        PriceKey price = isOnSpot(launch)
                ? PriceKey.linuxSpot(launch.type(), host.region())
                : PriceKey.linuxOnDemand(launch.type(), host.region());
        if (TrainingHostPolicy.isPricedOnSpot(launch)) {
            host.prices()
                    .apply(price)
                    .ifPresent(hour -> evidence.add(new Evidence(
                            "lost by an interruption at most",
                            RuleNumbers.to3(hour.doubleValue() * widest.longestGap() / MINUTES_PER_HOUR),
                            "USD",
                            null,
                            1,
                            1)));
        }
        return evidence;
    }

    /** How far checkpoints are apart, compared with the longest gap in minutes. */
    static List<Evidence> gaps(CheckpointSpacing widest, int longestGapMinutes) {
        return List.of(
                new Evidence(
                        "longest gap between checkpoints",
                        widest.longestGap(),
                        "minutes",
                        (double) longestGapMinutes,
                        widest.checkpoints(),
                        1),
                new Evidence(
                        "median gap between checkpoints",
                        widest.medianGap(),
                        "minutes",
                        null,
                        widest.checkpoints(),
                        1));
    }

    /** By name and unit as the checkpoint kit reads it. */
    static Evidence interruptions(double rate) {
        return new Evidence("interruptions", Math.round(rate * 1e6) / 1e6, "per hour", null, 1, 1);
    }

    private Remedy remedy(TrainingHostSnapshot host, CheckpointSpacing widest) {
        OptionalDouble rate = policy.rate(host);
        double checkpoint = policy.timing().checkpointHours();
        String interval = rate.isEmpty()
                ? policy.timing().longestGapMinutes()
                        + " minutes; how often Spot instances of its type are interrupted is not known"
                : interval(rate.getAsDouble());
        return Remedy.advice("Save the run " + widest.run() + " every " + interval
                + ". The checkpoint kit does so, and resumes the run after an interruption: "
                + CheckpointKitCommand.of(widest, host.region(), checkpoint, rate.orElse(0)));
    }

    private String interval(double rate) {
        double best = policy.estimate(rate).bestIntervalHours(policy.timing().checkpointHours());
        long minutes = Math.round(policy.bestPieceHours(rate) * MINUTES_PER_HOUR);
        return String.format(
                Locale.ROOT,
                "%d minutes. By Young and Daly, %.0f minutes are best for checkpoints of %.0f s and %.6f interruptions an hour; the shorter one"
                        + " of this and the longest gap counts, as the rate is the least certain of these numbers",
                minutes,
                best * MINUTES_PER_HOUR,
                policy.timing().checkpointHours() * 3600,
                rate);
    }

    static boolean isOnSpot(HostLaunch launch) {
        return launch.market().equals(TrainingHostPolicy.SPOT);
    }

    /**
     * What closer checkpoints allow or save: on demand the move to Spot with them, on Spot the part of the hours that is no longer computed
     * again.
     */
    private Saving saving(
            DatedPrices prices, TrainingHostSnapshot host, List<CheckpointSpacing> runs, CheckpointSpacing widest) {
        TrainingHostFacts facts = host.facts();
        HostLaunch launch = policy.launch(host);
        if (facts == null || !launch.isKnown() || !TrainingHostPolicy.isPricedOnSpot(launch)) {
            return Saving.unpriced("the Spot price of its platform and tenancy is not read");
        }
        OptionalDouble rate = policy.rate(host);
        if (rate.isEmpty()) {
            return Saving.unpriced("how often Spot instances of " + launch.type() + " are interrupted in "
                    + host.region() + " is not known");
        }
        boolean isOnSpot = isOnSpot(launch);
        if (policy.isProduction(facts) && !isOnSpot) {
            return Saving.unpriced("on demand only failures interrupt a run, and production is not proposed for Spot");
        }
        SpotRunEstimate estimate = policy.estimate(rate.getAsDouble());
        double best = estimate.expectedStretch(policy.bestPieceHours(rate.getAsDouble()));
        double now = estimate.expectedStretch(TrainingHostPolicy.pieceHours(widest));
        SpotMove move = new SpotMove(
                launch.type(),
                host.region(),
                policy.trainingHoursPerMonth(host, runs),
                isOnSpot ? Math.max(0, now - best) : best);
        return isOnSpot ? move.onSpot(prices) : move.toSpot(prices);
    }
}
