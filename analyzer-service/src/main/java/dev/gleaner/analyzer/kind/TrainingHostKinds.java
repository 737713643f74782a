package dev.gleaner.analyzer.kind;

import dev.gleaner.analyzer.evaluation.RequiredSources;
import dev.gleaner.analyzer.evaluation.RequiredSources.Category;
import dev.gleaner.analyzer.profile.history.NoHistory;
import dev.gleaner.analyzer.profile.inventory.TrainingHostFacts;
import dev.gleaner.analyzer.profile.inventory.TrainingHostSnapshot;
import dev.gleaner.analyzer.profile.training.CheckpointHistory;
import dev.gleaner.analyzer.profile.training.CheckpointSignals;
import dev.gleaner.analyzer.rule.training.TrainingHostRules;
import dev.gleaner.contracts.resource.ResourceKind;
import dev.gleaner.contracts.signal.proto.Inventory;

/**
 * Instances that may train models, and Auto Scaling groups, evaluated by the checkpoints that they save. Separate from {@link InstanceKind}
 * and {@link ScalingGroupKind}, as they wait for CloudTrail data, for which rules about idle instances must not wait.
 */
final class TrainingHostKinds {

    private TrainingHostKinds() {}

    /** Of all instances in a listing only those that may train are kept. */
    static KindFactory instances(TrainingHostRules rules) {
        return of(
                rules,
                builder("training-instances", ResourceKind.INSTANCE)
                        .keysWith("training ")
                        .only(listing -> {
                            Inventory inventory = listing.getInventory();
                            return inventory.hasScalingGroup()
                                    || rules.mayTrain(inventory.getType(), inventory.getTagsMap());
                        })
                        .awaits(RequiredSources.of(Category.listingOf(ResourceKind.INSTANCE), Category.TRAIL)));
    }

    /** Groups are listed once a day. */
    static KindFactory scalingGroups(TrainingHostRules rules) {
        return of(
                rules,
                builder("training-groups", ResourceKind.AUTO_SCALING_GROUP)
                        .awaits(RequiredSources.of(Category.TRAIL, Category.listingOf(ResourceKind.AUTO_SCALING_GROUP)))
                        .reportsRarely());
    }

    private static KindDefinition.Builder<TrainingHostFacts, NoHistory> builder(String name, ResourceKind hosts) {
        return KindDefinition.of(name, hosts, TrainingHostFacts.class, TrainingHostFacts::of);
    }

    private static KindFactory of(TrainingHostRules rules, KindDefinition.Builder<TrainingHostFacts, NoHistory> hosts) {
        KindDefinition.Builder<TrainingHostFacts, CheckpointHistory> builder =
                hosts.keeps(CheckpointHistory::new, new CheckpointSignals());
        return context -> builder.rules(
                snapshot -> new TrainingHostSnapshot(snapshot, context.prices().on(snapshot.hour())::amount),
                context.rules(rules.checkpointGap(), rules.spotCandidate()));
    }
}
