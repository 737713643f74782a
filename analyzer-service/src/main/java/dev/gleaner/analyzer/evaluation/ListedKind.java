package dev.gleaner.analyzer.evaluation;

import dev.gleaner.analyzer.cost.PriceBook;
import dev.gleaner.analyzer.finding.RuleEvaluation;
import dev.gleaner.analyzer.profile.inventory.AddressFacts;
import dev.gleaner.analyzer.profile.inventory.InventoryFacts;
import dev.gleaner.analyzer.profile.inventory.InventoryProfile;
import dev.gleaner.analyzer.profile.inventory.InventoryProfileMapper;
import dev.gleaner.analyzer.profile.inventory.InventorySnapshot;
import dev.gleaner.analyzer.profile.inventory.PricedSnapshot;
import dev.gleaner.analyzer.profile.inventory.SnapshotFacts;
import dev.gleaner.analyzer.profile.inventory.TrafficRoute;
import dev.gleaner.analyzer.profile.inventory.VolumeFacts;
import dev.gleaner.contracts.resource.Arn;
import dev.gleaner.contracts.signal.proto.Signal;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * Resources that are known by their listings alone. Each kind waits for its own source only, which reports once a day or once a
 * week, when everything has been listed.
 *
 * @param <F> the facts in a listing
 */
final class ListedKind<F extends InventoryFacts> extends InventoryKind<F> {

    /** The least: no traffic is kept. */
    static final int DAYS_KEPT = 2;

    private final Function<Signal, F> facts;
    private final PriceBook prices;

    private final RuleSet<PricedSnapshot<F>> ruleSet;

    private ListedKind(
            String name,
            Predicate<Arn> resources,
            Class<F> type,
            RequiredSources.Category source,
            Function<Signal, F> facts,
            PriceBook prices,
            RuleSet<PricedSnapshot<F>> ruleSet) {
        super(name, new InventoryProfileMapper<>("", resources, type), RequiredSources.of(source));
        this.facts = facts;
        this.prices = prices;
        this.ruleSet = ruleSet;
    }

    /** EBS volumes. */
    static ListedKind<VolumeFacts> volumes(PriceBook prices, RuleSet<PricedSnapshot<VolumeFacts>> ruleSet) {
        return new ListedKind<>(
                "volumes",
                ListedKind::isVolume,
                VolumeFacts.class,
                RequiredSources.Category.VOLUMES,
                VolumeFacts::of,
                prices,
                ruleSet);
    }

    /** Elastic IP addresses. */
    static ListedKind<AddressFacts> addresses(PriceBook prices, RuleSet<PricedSnapshot<AddressFacts>> ruleSet) {
        return new ListedKind<>(
                "addresses",
                arn -> isEc2(arn, "elastic-ip"),
                AddressFacts.class,
                RequiredSources.Category.ADDRESSES,
                AddressFacts::of,
                prices,
                ruleSet);
    }

    /** EBS snapshots. */
    static ListedKind<SnapshotFacts> snapshots(PriceBook prices, RuleSet<PricedSnapshot<SnapshotFacts>> ruleSet) {
        return new ListedKind<>(
                "snapshots",
                arn -> isEc2(arn, "snapshot"),
                SnapshotFacts.class,
                RequiredSources.Category.SNAPSHOTS,
                SnapshotFacts::of,
                prices,
                ruleSet);
    }

    @Override
    F facts(Signal listing) {
        return facts.apply(listing);
    }

    @Override
    boolean carriesTraffic(Signal signal) {
        return false;
    }

    @Override
    Optional<TrafficRoute> route(Signal signal) {
        return Optional.empty();
    }

    @Override
    int daysKept() {
        return DAYS_KEPT;
    }

    @Override
    int maxParts() {
        return 0;
    }

    @Override
    boolean reportsRarely() {
        return true;
    }

    @Override
    List<EpisodeStore.Key> episodeKeys(InventoryProfile<F> listed) {
        return ruleSet.episodeKeys(listed.resource()).toList();
    }

    @Override
    List<RuleEvaluation> evaluate(InventorySnapshot<F> inventorySnapshot, EvaluationBounds bounds) {
        PricedSnapshot<F> input = new PricedSnapshot<>(inventorySnapshot, prices.on(inventorySnapshot.hour())::amount);
        return ruleSet.evaluate(input, bounds).toList();
    }

    /** Whether the ARN is of an EBS volume. */
    static boolean isVolume(Arn arn) {
        return isEc2(arn, "volume");
    }

    private static boolean isEc2(Arn arn, String type) {
        return arn.service().equals("ec2") && arn.resource().equals(type + "/" + arn.id());
    }
}
