package dev.gleaner.analyzer.evaluation;

import dev.gleaner.analyzer.cost.PriceBook;
import dev.gleaner.analyzer.finding.ExemptionSource;
import dev.gleaner.analyzer.finding.RuleEvaluation;
import dev.gleaner.analyzer.profile.Hour;
import dev.gleaner.analyzer.profile.inventory.InventoryProfile;
import dev.gleaner.analyzer.profile.inventory.InventoryProfileMapper;
import dev.gleaner.analyzer.profile.inventory.InventoryProfileUpdater;
import dev.gleaner.analyzer.profile.inventory.InventorySnapshot;
import dev.gleaner.analyzer.profile.inventory.TrafficRoute;
import dev.gleaner.analyzer.profile.inventory.TrainingHostFacts;
import dev.gleaner.analyzer.profile.inventory.TrainingHostSnapshot;
import dev.gleaner.analyzer.rule.training.TrainingHostRules;
import dev.gleaner.contracts.resource.Arn;
import dev.gleaner.contracts.signal.proto.Inventory;
import dev.gleaner.contracts.signal.proto.Signal;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Instances that may train models, or Auto Scaling groups, evaluated by the checkpoints that they save. Separate from {@link InstanceKind}, as it
 * waits for CloudTrail data, for which rules about idle instances must not wait.
 */
final class TrainingHostKind extends InventoryKind<TrainingHostFacts> {

    private final HostType hostType;
    private final PriceBook prices;
    private final TrainingHostRules rules;
    private final RuleSet<TrainingHostSnapshot> ruleSet;

    private TrainingHostKind(HostType hostType, PriceBook prices, TrainingHostRules rules, ExemptionSource exemptions) {
        super(
                hostType.name,
                new InventoryProfileMapper<>(
                        hostType.mark,
                        hostType.resources,
                        TrainingHostFacts.class,
                        InventoryProfileMapper.Use.CHECKPOINTS),
                RequiredSources.of(hostType.listings, RequiredSources.Category.TRAIL));
        this.hostType = hostType;
        this.prices = prices;
        this.rules = rules;
        this.ruleSet = new RuleSet<>(List.of(rules.checkpointGap(), rules.spotCandidate()), prices, exemptions);
    }

    /** Instances. */
    static TrainingHostKind instances(PriceBook prices, TrainingHostRules rules, ExemptionSource exemptions) {
        return new TrainingHostKind(HostType.INSTANCE, prices, rules, exemptions);
    }

    /** Auto Scaling groups. */
    static TrainingHostKind scalingGroups(PriceBook prices, TrainingHostRules rules, ExemptionSource exemptions) {
        return new TrainingHostKind(HostType.SCALING_GROUP, prices, rules, exemptions);
    }

    @Override
    TrainingHostFacts facts(Signal listing) {
        return TrainingHostFacts.of(listing);
    }

    @Override
    boolean carriesTraffic(Signal signal) {
        return signal.hasCheckpointWrites();
    }

    /** Unused, as minutes have no bytes. */
    @Override
    Optional<TrafficRoute> route(Signal signal) {
        return Optional.empty();
    }

    /** Of all instances in a listing only those that may train are kept. */
    @Override
    boolean isRelevant(Signal signal) {
        if (signal.hasInventory() && !signal.getInventory().hasScalingGroup()) {
            Inventory inventory = signal.getInventory();
            return rules.mayTrain(inventory.getType(), inventory.getTagsMap()) && super.isRelevant(signal);
        }
        return carriesTraffic(signal) || super.isRelevant(signal);
    }

    @Override
    int fold(InventoryProfile<TrainingHostFacts> host, Signal signal, @Nullable Hour closed, @Nullable Hour settled) {
        return signal.hasCheckpointWrites()
                ? InventoryProfileUpdater.foldCheckpoints(host, signal.getCheckpointWrites(), closed)
                : super.fold(host, signal, closed, settled);
    }

    @Override
    int daysKept() {
        return ruleSet.daysKept();
    }

    @Override
    int maxParts() {
        return 0;
    }

    /** Groups are listed once a day. */
    @Override
    boolean reportsRarely() {
        return hostType == HostType.SCALING_GROUP;
    }

    @Override
    List<EpisodeStore.Key> episodeKeys(InventoryProfile<TrainingHostFacts> host) {
        return ruleSet.episodeKeys(host.resource()).toList();
    }

    @Override
    List<RuleEvaluation> evaluate(InventorySnapshot<TrainingHostFacts> snapshot, EvaluationBounds bounds) {
        TrainingHostSnapshot input = new TrainingHostSnapshot(snapshot, prices.on(snapshot.hour())::amount);
        return ruleSet.evaluate(input, bounds).toList();
    }

    /** What saves checkpoints. */
    private enum HostType {
        INSTANCE(
                "training-instances",
                "training ",
                resource ->
                        resource.service().equals("ec2") && resource.resource().equals("instance/" + resource.id()),
                RequiredSources.Category.INVENTORY),
        SCALING_GROUP("training-groups", "", ScalingGroupKind::isGroup, RequiredSources.Category.SCALING_GROUPS);

        private final String name;
        private final String mark;
        private final Predicate<Arn> resources;
        private final RequiredSources.Category listings;

        HostType(String name, String mark, Predicate<Arn> resources, RequiredSources.Category listings) {
            this.name = name;
            this.mark = mark;
            this.resources = resources;
            this.listings = listings;
        }
    }
}
