package dev.gleaner.analyzer.rule.training;

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
import dev.gleaner.contracts.finding.RemedyAction;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Training on on-demand instances whose checkpoints are so close together that interruptions cost little: on Spot the same run costs less, although
 * interrupted work is computed again.
 *
 * @param inProduction whether production may be moved
 */
public record SpotCandidate(TrainingHostPolicy policy, boolean inProduction, int effortMinutes)
        implements Rule<TrainingHostSnapshot> {

    static final RuleName NAME = new RuleName("spot-candidate", 4);

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
        TrainingHostFacts facts = host.facts();
        if (preliminary != null || facts == null) {
            return preliminary == null ? new Verdict.Nothing("it is not listed") : preliminary;
        }
        String exception = exception(facts, policy.launch(host));
        if (!exception.isEmpty()) {
            return new Verdict.Nothing(exception);
        }
        List<CheckpointSpacing> runs = policy.runs(host);
        CheckpointSpacing widest = TrainingHostPolicy.widest(runs);
        if (widest.exceeds(policy.timing().longestGapMinutes())) {
            return new Verdict.Nothing("its checkpoints are up to " + widest.longestGap() + " minutes apart");
        }
        OptionalDouble rate = policy.rate(host);
        if (rate.isEmpty()) {
            return new Verdict.Insufficient(List.of("how often Spot instances of "
                    + policy.launch(host).type() + " are interrupted in " + host.region()));
        }
        Optional<SpotMove> move = move(host, runs, widest, rate.getAsDouble());
        if (move.isEmpty()) {
            return new Verdict.Nothing("on Spot its runs would practically never end");
        }
        return verdict(host, widest, rate.getAsDouble(), move.get());
    }

    private String exception(TrainingHostFacts facts, HostLaunch launch) {
        if (facts.mixed()) {
            return "its group has a mixed instances policy already";
        }
        if (!launch.market().isEmpty()) {
            return "it does not run on demand, but on the " + launch.market() + " market";
        }
        if (!TrainingHostPolicy.isPricedOnSpot(launch)) {
            return "it runs " + launch.platform() + ", tenancy " + launch.tenancy()
                    + ": only Linux on shared hardware is compared with Spot";
        }
        return policy.isProduction(facts) && !inProduction ? "it is production" : "";
    }

    private Verdict verdict(TrainingHostSnapshot host, CheckpointSpacing widest, double rate, SpotMove move) {
        Optional<BigDecimal> onDemand = host.prices().apply(move.onDemandPrice());
        Optional<BigDecimal> spot = host.prices().apply(move.spotPrice());
        if (onDemand.isEmpty() || spot.isEmpty()) {
            return new Verdict.Insufficient(List.of("the "
                    + (onDemand.isEmpty() ? "on-demand" : "Spot") + " price of " + move.type() + " in "
                    + move.region()));
        }
        if (spot.get().doubleValue() * move.stretch() >= onDemand.get().doubleValue()) {
            return new Verdict.Nothing("on Spot its runs would cost no less");
        }
        return new Verdict.Found(
                () -> evidence(widest, rate, move),
                () -> List.of(remedy(host, widest, rate, move.type())),
                move::toSpot);
    }

    /** The move that it proposes; empty if its runs would never end. */
    private Optional<SpotMove> move(
            TrainingHostSnapshot host, List<CheckpointSpacing> runs, CheckpointSpacing widest, double rate) {
        OptionalDouble stretch = policy.estimate(rate).stretch(TrainingHostPolicy.pieceHours(widest));
        return stretch.isEmpty()
                ? Optional.empty()
                : Optional.of(new SpotMove(
                        policy.launch(host).type(),
                        host.region(),
                        policy.trainingHoursPerMonth(host, runs),
                        stretch.getAsDouble()));
    }

    private List<Evidence> evidence(CheckpointSpacing widest, double rate, SpotMove move) {
        List<Evidence> evidence =
                new ArrayList<>(CheckpointGap.gaps(widest, policy.timing().longestGapMinutes()));
        evidence.add(CheckpointGap.interruptions(rate));
        evidence.add(new Evidence(
                "billed on Spot for an hour of the run", RuleNumbers.to3(move.stretch()), "hours", null, 1, 1));
        evidence.add(new Evidence(
                "training", RuleNumbers.to3(move.hoursPerMonth()), "hours a month", null, widest.checkpoints(), 1));
        return evidence;
    }

    /** A group that another controller manages would be restored by it. */
    private Remedy remedy(TrainingHostSnapshot host, CheckpointSpacing widest, double rate, String type) {
        TrainingHostFacts facts = host.facts();
        boolean isGroup = facts != null && facts.isGroup();
        String kit =
                CheckpointKitCommand.of(widest, host.region(), policy.timing().checkpointHours(), rate);
        if (isGroup && host.controller().isEmpty()) {
            return Remedy.of(
                    RemedyAction.SET_MIXED_INSTANCES,
                    Map.of("instance-types", type, "on-demand-base", "0", "on-demand-percentage", "0"),
                    "Let the group launch Spot instances of " + type + ". Its runs lose up to " + widest.longestGap()
                            + " minutes of work when one is interrupted, and have to resume from their last checkpoint by themselves."
                            + " Approve it between two runs.");
        }
        return Remedy.advice(String.format(
                Locale.ROOT,
                "%sMove the run to Spot instances: (1) make sure that it resumes from its last checkpoint when it is started;"
                        + " (2) write the settings of the checkpoint kit, and with --image, --instance-types %s, --subnets and --command"
                        + " the stack that restarts the run after an interruption: %s; (3) start the run by the stack, and terminate this"
                        + " instance once it has resumed.",
                host.controller().isEmpty() ? "" : "It belongs to " + host.controller() + ", which has to be changed. ",
                type,
                kit));
    }
}
