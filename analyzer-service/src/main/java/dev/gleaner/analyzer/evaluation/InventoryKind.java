package dev.gleaner.analyzer.evaluation;

import dev.gleaner.analyzer.finding.RuleEvaluation;
import dev.gleaner.analyzer.profile.Hour;
import dev.gleaner.analyzer.profile.MalformedSignalException;
import dev.gleaner.analyzer.profile.inventory.BucketFacts;
import dev.gleaner.analyzer.profile.inventory.InventoryFacts;
import dev.gleaner.analyzer.profile.inventory.InventoryProfile;
import dev.gleaner.analyzer.profile.inventory.InventoryProfileMapper;
import dev.gleaner.analyzer.profile.inventory.InventoryProfileUpdater;
import dev.gleaner.analyzer.profile.inventory.InventorySnapshot;
import dev.gleaner.analyzer.profile.inventory.PrefixSnapshot;
import dev.gleaner.analyzer.profile.inventory.TrafficRoute;
import dev.gleaner.analyzer.profile.inventory.VpcFacts;
import dev.gleaner.analyzer.profile.inventory.VpcFlowSnapshot;
import dev.gleaner.contracts.resource.AccountRegion;
import dev.gleaner.contracts.resource.Arn;
import dev.gleaner.contracts.signal.proto.Access;
import dev.gleaner.contracts.signal.proto.Endpoint;
import dev.gleaner.contracts.signal.proto.Inventory;
import dev.gleaner.contracts.signal.proto.NatGateway;
import dev.gleaner.contracts.signal.proto.Signal;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Things that are known by their listings, and by the traffic seen to them.
 *
 * @param <F> what a listing shows
 */
abstract sealed class InventoryKind<F extends InventoryFacts> extends SubjectKind<InventoryProfile<F>> {

    private final InventoryProfileMapper<F> mapper;
    private final RequiredSources requiredSources;

    InventoryKind(InventoryProfileMapper<F> form, RequiredSources requiredSources) {
        this.mapper = form;
        this.requiredSources = requiredSources;
    }

    /** What a listing shows. */
    abstract F facts(Signal listing);

    /** Whether it tells of bytes in the way that this kind reads them. */
    boolean carriesTraffic(Signal signal) {
        return signal.hasAccess();
    }

    /** The way that the bytes of such a signal went; empty when it does not matter to this kind. */
    abstract Optional<TrafficRoute> route(Signal signal);

    /** Folds the bytes of such a signal; says how many parts of it came too late. */
    int foldTraffic(
            InventoryProfile<F> inventoryProfile, TrafficRoute trafficRoute, Signal signal, @Nullable Hour closed) {
        return InventoryProfileUpdater.foldAccesses(inventoryProfile, trafficRoute, signal.getAccess(), closed);
    }

    /** How many days of final hours are kept. */
    abstract int daysKept();

    /** How many parts of the traffic are kept one by one. */
    abstract int maxParts();

    /** What is said for good. */
    abstract List<RuleEvaluation> evaluate(InventorySnapshot<F> inventorySnapshot, EvaluationBounds bounds);

    /** What is said provisionally. */
    List<RuleEvaluation> evaluateProvisional(InventorySnapshot<F> inventorySnapshot, EvaluationBounds bounds) {
        return evaluate(inventorySnapshot, bounds);
    }

    @Override
    InventoryProfileMapper<F> mapper() {
        return mapper;
    }

    @Override
    RequiredSources requiredSources() {
        return requiredSources;
    }

    @Override
    Optional<String> key(Arn resource) {
        return mapper.resources().test(resource) ? Optional.of(mapper.key(resource.root())) : Optional.empty();
    }

    @Override
    boolean isRelevant(Signal signal) {
        if (carriesTraffic(signal)) {
            return route(signal).isPresent();
        }
        Arn resource = Arn.parse(signal.getResource());
        return resource.equals(resource.root()) && (signal.hasInventory() || InventoryProfileUpdater.isEnd(signal));
    }

    @Override
    void check(Signal signal) throws MalformedSignalException {
        InventoryProfileUpdater.check(signal);
    }

    @Override
    Hour earliestHour(Signal signal) {
        return InventoryProfileUpdater.earliest(signal);
    }

    @Override
    AccountRegion accountRegion(InventoryProfile<F> inventoryProfile) {
        return new AccountRegion(inventoryProfile.account(), inventoryProfile.region());
    }

    /** A listing is late where it was made; all else where the resource was last listed. */
    @Override
    AccountRegion accountRegion(InventoryProfile<F> inventoryProfile, Signal signal) {
        return signal.hasInventory()
                ? new AccountRegion(signal.getAccount(), signal.getRegion())
                : accountRegion(inventoryProfile);
    }

    @Override
    int fold(InventoryProfile<F> inventoryProfile, Signal signal, @Nullable Hour closed) {
        if (carriesTraffic(signal)) {
            return foldTraffic(inventoryProfile, route(signal).orElseThrow(), signal, closed);
        }
        return signal.hasInventory()
                ? InventoryProfileUpdater.foldListing(inventoryProfile, signal.getObservedAt(), facts(signal), closed)
                : InventoryProfileUpdater.foldListing(
                        inventoryProfile, signal.getChanged().getTime(), null, closed);
    }

    @Override
    List<RuleEvaluation> evaluateFinally(InventoryProfile<F> inventoryProfile, Hour hour, EvaluationBounds bounds) {
        inventoryProfile.close(hour, daysKept(), maxParts());
        return evaluate(inventoryProfile.at(hour, bounds.horizon().listings()), bounds);
    }

    /**
     * Of what is provisional nothing stays, so that here the first listing may tell of the hours before it, however late it
     * was: else there would be nothing to say until the hour of that listing has ended.
     */
    @Override
    List<RuleEvaluation> evaluateProvisionally(
            InventoryProfile<F> inventoryProfile, Hour newest, EvaluationBounds bounds) {
        Hour glimpsed = inventoryProfile.lastProvisional();
        if (glimpsed != null && !glimpsed.isBefore(newest)) {
            return List.of();
        }
        List<RuleEvaluation> judgements = evaluateProvisional(inventoryProfile.at(newest, Long.MAX_VALUE), bounds);
        inventoryProfile.rememberParts();
        inventoryProfile.timeline().markProvisional(newest);
        return judgements;
    }

    @Override
    SubjectKind.View describe(InventoryProfile<F> inventoryProfile, Hour hour, EvaluationBounds bounds) {
        InventorySnapshot<F> inventorySnapshot = inventoryProfile.at(hour, Long.MAX_VALUE);
        return new SubjectKind.View(
                inventoryProfile.timeline().born().orElse(null),
                inventorySnapshot.facts(),
                List.of(),
                List.of(),
                ResourceExplanation.Flow.of(inventorySnapshot.traffic(daysShown() * Hour.PER_DAY)),
                evaluateProvisional(inventorySnapshot, bounds));
    }

    private int daysShown() {
        return daysKept() - 1;
    }

    /** Buckets, by what is stored in them. */
    static final class BucketKind extends InventoryKind<BucketFacts> {

        private final RuleSet<InventorySnapshot<BucketFacts>> ruleSet;

        BucketKind(RuleSet<InventorySnapshot<BucketFacts>> ruleSet) {
            super(
                    new InventoryProfileMapper<>("", BucketKind::isInBucket, BucketFacts.class),
                    RequiredSources.of(RequiredSources.Category.BUCKETS));
            this.ruleSet = ruleSet;
        }

        /** Whether it is a bucket or a prefix of one; access points have an account. */
        static boolean isInBucket(Arn resource) {
            return resource.service().equals("s3") && resource.account().isEmpty();
        }

        /** A bucket as listed. */
        static BucketFacts bucket(Signal listing) {
            Inventory seen = listing.getInventory();
            return new BucketFacts(
                    listing.getAccount(),
                    listing.getRegion(),
                    seen.getTagsMap(),
                    seen.hasLifecycleDocument() ? seen.getLifecycleDocument() : null,
                    seen.getVersioning(),
                    seen.getPrefixNamesList(),
                    seen.hasSizeInStorage() ? seen.getSizeInStorage() : null);
        }

        @Override
        BucketFacts facts(Signal listing) {
            return bucket(listing);
        }

        @Override
        Optional<TrafficRoute> route(Signal access) {
            return Optional.empty();
        }

        @Override
        int daysKept() {
            return ruleSet.daysKept();
        }

        @Override
        int maxParts() {
            return 0;
        }

        @Override
        List<EpisodeStore.Key> episodeKeys(InventoryProfile<BucketFacts> bucket) {
            return ruleSet.episodeKeys(bucket.resource()).toList();
        }

        @Override
        List<RuleEvaluation> evaluate(InventorySnapshot<BucketFacts> inventorySnapshot, EvaluationBounds bounds) {
            return ruleSet.evaluate(inventorySnapshot, bounds).toList();
        }
    }

    /**
     * Buckets, by who reads their prefixes. A kind of its own, as it waits for a trail, which what is said of their storage must
     * not.
     */
    static final class BucketReadKind extends InventoryKind<BucketFacts> {

        private static final String MARK = "reads ";

        /** Calls that bring bytes of objects to the reader. Source: Amazon S3 User Guide, CloudTrail data events. */
        private static final Set<String> READS = Set.of("GetObject", "GetObjectTorrent", "SelectObjectContent");

        private final RuleSet<PrefixSnapshot> ruleSet;
        private final int parts;

        /** Keeps at most that many prefixes of a bucket one by one. */
        BucketReadKind(RuleSet<PrefixSnapshot> ruleSet, int parts) {
            super(
                    new InventoryProfileMapper<>(MARK, BucketKind::isInBucket, BucketFacts.class),
                    RequiredSources.of(RequiredSources.Category.BUCKETS, RequiredSources.Category.TRAIL));
            this.ruleSet = ruleSet;
            this.parts = parts;
        }

        @Override
        BucketFacts facts(Signal listing) {
            return BucketKind.bucket(listing).withoutStorage();
        }

        @Override
        Optional<TrafficRoute> route(Signal signal) {
            Access access = signal.getAccess();
            String prefix = prefix(Arn.parse(signal.getResource()));
            boolean isRead = READS.contains(access.getOperation()) && (prefix.isEmpty() || prefix.endsWith("/"));
            return isRead ? Optional.of(new TrafficRoute(prefix, access.getReaderRegion())) : Optional.empty();
        }

        @Override
        int daysKept() {
            return ruleSet.daysKept();
        }

        @Override
        int maxParts() {
            return parts;
        }

        @Override
        List<EpisodeStore.Key> episodeKeys(InventoryProfile<BucketFacts> bucket) {
            String name = Arn.parse(bucket.resource()).id();
            return bucket.parts().stream()
                    .flatMap(prefix ->
                            ruleSet.episodeKeys(Arn.prefix(name, prefix).toString()))
                    .toList();
        }

        @Override
        List<RuleEvaluation> evaluate(InventorySnapshot<BucketFacts> inventorySnapshot, EvaluationBounds bounds) {
            return evaluate(inventorySnapshot, inventorySnapshot.listed().finalParts(), bounds);
        }

        /** Of prefixes too whose first hour is not final yet. */
        @Override
        List<RuleEvaluation> evaluateProvisional(
                InventorySnapshot<BucketFacts> inventorySnapshot, EvaluationBounds bounds) {
            return evaluate(inventorySnapshot, inventorySnapshot.listed().parts(), bounds);
        }

        private List<RuleEvaluation> evaluate(
                InventorySnapshot<BucketFacts> inventorySnapshot, Set<String> names, EvaluationBounds bounds) {
            return names.stream()
                    .flatMap(name -> ruleSet.evaluate(new PrefixSnapshot(inventorySnapshot, name), bounds))
                    .toList();
        }

        private static String prefix(Arn resource) {
            String path = resource.resource();
            return path.substring(Math.min(path.length(), resource.id().length() + 1));
        }
    }

    /** VPCs, by what goes through their NAT gateways. A trail shows that, but what it shows too late is not waited for. */
    static final class NatGatewayKind extends InventoryKind<VpcFacts> {

        private static final int GATEWAYS = 200;
        private static final Set<String> ACTIVE_STATES = Set.of("available", "pending");

        private final RuleSet<InventorySnapshot<VpcFacts>> ruleSet;

        NatGatewayKind(RuleSet<InventorySnapshot<VpcFacts>> ruleSet) {
            super(
                    new InventoryProfileMapper<>("", NatGatewayKind::isNetwork, VpcFacts.class),
                    RequiredSources.of(RequiredSources.Category.NETWORKS));
            this.ruleSet = ruleSet;
        }

        /** Whether it is a VPC. */
        static boolean isNetwork(Arn resource) {
            return resource.service().equals("ec2") && resource.resource().equals("vpc/" + resource.id());
        }

        @Override
        VpcFacts facts(Signal listing) {
            return network(listing);
        }

        /** A VPC as listed. */
        static VpcFacts network(Signal listing) {
            Inventory seen = listing.getInventory();
            return new VpcFacts(
                    listing.getAccount(),
                    listing.getRegion(),
                    seen.getTagsMap(),
                    seen.getNatGatewaysList().stream()
                            .filter(gateway ->
                                    gateway.getState().toLowerCase(Locale.ROOT).equals("available"))
                            .map(NatGateway::getId)
                            .toList(),
                    seen.getEndpointsList().stream()
                            .filter(NatGatewayKind::leadsToS3)
                            .map(Endpoint::getId)
                            .toList());
        }

        /** By gateway, and by the region of the bucket: an endpoint takes over what goes to its own region only. */
        @Override
        Optional<TrafficRoute> route(Signal signal) {
            return Optional.of(new TrafficRoute(signal.getAccess().getReader(), signal.getRegion()));
        }

        @Override
        int daysKept() {
            return ruleSet.daysKept();
        }

        @Override
        int maxParts() {
            return GATEWAYS;
        }

        @Override
        List<EpisodeStore.Key> episodeKeys(InventoryProfile<VpcFacts> network) {
            return ruleSet.episodeKeys(network.resource()).toList();
        }

        @Override
        List<RuleEvaluation> evaluate(InventorySnapshot<VpcFacts> inventorySnapshot, EvaluationBounds bounds) {
            return ruleSet.evaluate(inventorySnapshot, bounds).toList();
        }

        private static boolean leadsToS3(Endpoint endpoint) {
            return endpoint.getType().equals("Gateway")
                    && endpoint.getService().endsWith(".s3")
                    && ACTIVE_STATES.contains(endpoint.getState().toLowerCase(Locale.ROOT));
        }
    }

    /**
     * VPCs, by what their flow logs tell of. A kind of its own, as it waits for flow logs, which what is said of their NAT
     * gateways must not.
     */
    static final class VpcFlowKind extends InventoryKind<VpcFacts> {

        private static final String MARK = "flows ";

        /** Classes of ends are few; what is not one of them is not kept one by one. */
        private static final int CLASSES = 20;

        /** One a rule, as each has a price of its own. */
        private final List<RuleSet<VpcFlowSnapshot>> panels;

        VpcFlowKind(List<RuleSet<VpcFlowSnapshot>> panels) {
            super(
                    new InventoryProfileMapper<>(MARK, NatGatewayKind::isNetwork, VpcFacts.class),
                    RequiredSources.of(RequiredSources.Category.NETWORKS, RequiredSources.Category.FLOWS));
            this.panels = panels;
        }

        @Override
        VpcFacts facts(Signal listing) {
            return NatGatewayKind.network(listing);
        }

        @Override
        boolean carriesTraffic(Signal signal) {
            return signal.hasFlow();
        }

        /** From the class of the end that sent to that of the end that received. */
        @Override
        Optional<TrafficRoute> route(Signal signal) {
            return Optional.of(new TrafficRoute(
                    signal.getFlow().getSourceClass(), signal.getFlow().getDestinationClass()));
        }

        @Override
        int foldTraffic(
                InventoryProfile<VpcFacts> network, TrafficRoute trafficRoute, Signal signal, @Nullable Hour closed) {
            return InventoryProfileUpdater.foldFlow(network, trafficRoute, signal, closed);
        }

        @Override
        int daysKept() {
            return panels.stream().mapToInt(RuleSet::daysKept).max().orElse(1);
        }

        @Override
        int maxParts() {
            return CLASSES;
        }

        @Override
        List<EpisodeStore.Key> episodeKeys(InventoryProfile<VpcFacts> network) {
            return panels.stream()
                    .flatMap(ruleSet -> ruleSet.episodeKeys(network.resource()))
                    .toList();
        }

        @Override
        List<RuleEvaluation> evaluate(InventorySnapshot<VpcFacts> inventorySnapshot, EvaluationBounds bounds) {
            VpcFlowSnapshot vpcFlowSnapshot = new VpcFlowSnapshot(inventorySnapshot);
            return panels.stream()
                    .flatMap(ruleSet -> ruleSet.evaluate(vpcFlowSnapshot, bounds))
                    .toList();
        }
    }
}
