package dev.gleaner.analyzer.evaluation;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.gleaner.analyzer.cost.DatedPrices;
import dev.gleaner.analyzer.cost.PriceBook;
import dev.gleaner.analyzer.finding.RuleEvaluation;
import dev.gleaner.analyzer.profile.EvaluatedHours;
import dev.gleaner.analyzer.profile.Hour;
import dev.gleaner.analyzer.profile.MalformedSignalException;
import dev.gleaner.analyzer.profile.inventory.BucketFacts;
import dev.gleaner.analyzer.profile.inventory.GatewayFacts;
import dev.gleaner.analyzer.profile.inventory.GatewaySnapshot;
import dev.gleaner.analyzer.profile.inventory.GatewayType;
import dev.gleaner.analyzer.profile.inventory.InferenceEndpointFacts;
import dev.gleaner.analyzer.profile.inventory.InferenceEndpointSnapshot;
import dev.gleaner.analyzer.profile.inventory.InventoryFacts;
import dev.gleaner.analyzer.profile.inventory.InventoryProfile;
import dev.gleaner.analyzer.profile.inventory.InventoryProfileMapper;
import dev.gleaner.analyzer.profile.inventory.InventoryProfileUpdater;
import dev.gleaner.analyzer.profile.inventory.InventorySnapshot;
import dev.gleaner.analyzer.profile.inventory.PrefixReuseSnapshot;
import dev.gleaner.analyzer.profile.inventory.PrefixSnapshot;
import dev.gleaner.analyzer.profile.inventory.PricedSnapshot;
import dev.gleaner.analyzer.profile.inventory.ScalingGroupFacts;
import dev.gleaner.analyzer.profile.inventory.ScalingGroupSnapshot;
import dev.gleaner.analyzer.profile.inventory.TrafficRoute;
import dev.gleaner.analyzer.profile.inventory.VpcFacts;
import dev.gleaner.analyzer.profile.inventory.VpcFlowSnapshot;
import dev.gleaner.analyzer.profile.prefix.BucketContents;
import dev.gleaner.analyzer.profile.prefix.BucketContents.PrefixContents;
import dev.gleaner.analyzer.profile.prefix.ReadsByAge;
import dev.gleaner.analyzer.profile.reuse.ReuseWorth;
import dev.gleaner.analyzer.rule.egress.RepeatedDownload;
import dev.gleaner.contracts.resource.AccountRegion;
import dev.gleaner.contracts.resource.Arn;
import dev.gleaner.contracts.signal.proto.Access;
import dev.gleaner.contracts.signal.proto.Endpoint;
import dev.gleaner.contracts.signal.proto.Inventory;
import dev.gleaner.contracts.signal.proto.NatGateway;
import dev.gleaner.contracts.signal.proto.Signal;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Resources that are known by their listings and by their traffic.
 *
 * @param <F> the facts in a listing
 */
abstract sealed class InventoryKind<F extends InventoryFacts> extends SubjectKind<InventoryProfile<F>>
        permits InventoryKind.BucketKind,
                InventoryKind.BucketReadKind,
                InventoryKind.NatGatewayKind,
                InventoryKind.GatewayUsageKind,
                InventoryKind.VpcFlowKind,
                InventoryKind.InferenceEndpointKind,
                InventoryKind.ScalingGroupKind,
                ListedKind,
                LogGroupKind,
                TrainingHostKind,
                VolumePerformanceKind {

    private static final int SUBJECTS_CACHED = 32;

    private final String name;
    private final InventoryProfileMapper<F> mapper;
    private final RequiredSources requiredSources;

    InventoryKind(String name, InventoryProfileMapper<F> mapper, RequiredSources requiredSources) {
        this.name = name;
        this.mapper = mapper;
        this.requiredSources = requiredSources;
    }

    /** The facts in a listing. */
    abstract F facts(Signal listing);

    /** Whether a signal has traffic of the form that this kind uses. */
    boolean carriesTraffic(Signal signal) {
        return signal.hasAccess();
    }

    /** The route of the bytes of such a signal; empty when this kind does not use it. */
    abstract Optional<TrafficRoute> route(Signal signal);

    /** Folds the bytes of such a signal; returns how many of its parts came too late. */
    int foldTraffic(
            InventoryProfile<F> inventoryProfile, TrafficRoute trafficRoute, Signal signal, @Nullable Hour closed) {
        return InventoryProfileUpdater.foldAccesses(inventoryProfile, trafficRoute, signal.getAccess(), closed);
    }

    /** Days of final hours to keep. */
    abstract int daysKept();

    /** Largest number of parts whose traffic is kept separately. */
    abstract int maxParts();

    /** Of which parts the details of repeated reads may pay, as of an hour. */
    ReuseWorth worth(InventoryProfile<F> inventoryProfile, Hour hour) {
        return (reuse, repeated, part) -> true;
    }

    /** How much such a resource was used on a day, which is kept for longer than the hours; empty if that is not needed. */
    Optional<InventoryProfile.DayUse> dayUse() {
        return Optional.empty();
    }

    /** Evaluates an hour finally. */
    abstract List<RuleEvaluation> evaluate(InventorySnapshot<F> inventorySnapshot, EvaluationBounds bounds);

    /** Evaluates an hour provisionally. */
    List<RuleEvaluation> evaluateProvisional(InventorySnapshot<F> inventorySnapshot, EvaluationBounds bounds) {
        return evaluate(inventorySnapshot, bounds);
    }

    @Override
    String name() {
        return name;
    }

    @Override
    InventoryProfileMapper<F> mapper() {
        return mapper;
    }

    @Override
    RequiredSources requiredSources() {
        return requiredSources;
    }

    /** Facts and the traffic of a week are several rows, and a file of a trail has many accesses of the same bucket. */
    @Override
    int cached() {
        return SUBJECTS_CACHED;
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

    /** A listing is late by the sources of its own account and region; other signals, by those of the last listing. */
    @Override
    AccountRegion accountRegion(InventoryProfile<F> inventoryProfile, Signal signal) {
        return signal.hasInventory()
                ? new AccountRegion(signal.getAccount(), signal.getRegion())
                : accountRegion(inventoryProfile);
    }

    @Override
    int fold(InventoryProfile<F> inventoryProfile, Signal signal, @Nullable Hour closed, @Nullable Hour settled) {
        if (carriesTraffic(signal)) {
            return foldTraffic(inventoryProfile, route(signal).orElseThrow(), signal, closed);
        }
        return signal.hasInventory()
                ? InventoryProfileUpdater.foldListing(inventoryProfile, signal.getObservedAt(), facts(signal), closed)
                : InventoryProfileUpdater.foldListing(
                        inventoryProfile, signal.getChanged().getTime(), null, closed);
    }

    @Override
    int takeRepeated(InventoryProfile<F> inventoryProfile) {
        return inventoryProfile.takeRepeated();
    }

    @Override
    List<RuleEvaluation> evaluateFinally(InventoryProfile<F> inventoryProfile, Hour hour, EvaluationBounds bounds) {
        inventoryProfile.close(hour, daysKept(), maxParts(), worth(inventoryProfile, hour));
        dayUse().ifPresent(use -> inventoryProfile.keepUse(hour, daysKept(), use));
        return evaluate(inventoryProfile.at(hour, bounds.horizon().listings()), bounds);
    }

    /**
     * A provisional evaluation applies the first listing to the hours before it, however late it was. Otherwise there would
     * be no result until the hour of that listing has ended. This is safe, as nothing provisional is kept.
     */
    @Override
    List<RuleEvaluation> evaluateProvisionally(
            InventoryProfile<F> inventoryProfile,
            EvaluatedHours before,
            EvaluatedHours target,
            EvaluationBounds bounds) {
        Hour newest = target.provisional();
        if (newest == null || !isNew(newest, before.provisional())) {
            return List.of();
        }
        List<RuleEvaluation> evaluations = evaluateProvisional(inventoryProfile.at(newest, Long.MAX_VALUE), bounds);
        inventoryProfile.rememberParts();
        return evaluations;
    }

    @Override
    SubjectKind.View describe(InventoryProfile<F> inventoryProfile, Hour hour, EvaluationBounds bounds) {
        InventorySnapshot<F> inventorySnapshot = inventoryProfile.at(hour, Long.MAX_VALUE);
        return new SubjectKind.View(
                inventoryProfile.timeline().born().orElse(null),
                described(inventorySnapshot),
                List.of(),
                List.of(),
                null,
                List.of(),
                ResourceExplanation.Flow.of(inventorySnapshot.traffic(daysShown() * Hour.PER_DAY)),
                evaluateProvisional(inventorySnapshot, bounds));
    }

    /** What an explanation shows as the facts; null if nothing was known. */
    @Nullable
    Object described(InventorySnapshot<F> inventorySnapshot) {
        return inventorySnapshot.facts();
    }

    private int daysShown() {
        return daysKept() - 1;
    }

    /**
     * Buckets, evaluated by what is stored in them and how it is read. Nothing waits for a trail where there is none; where there is
     * one, hours become final only when it is complete, as reads that are not known yet are not absent.
     */
    static final class BucketKind extends InventoryKind<BucketFacts> {

        /** Calls that replace an object. Source: Amazon S3 User Guide, CloudTrail data events. */
        private static final Set<String> WRITES = Set.of("PutObject", "CopyObject", "CompleteMultipartUpload");

        private final PriceBook prices;

        private final RuleSet<PricedSnapshot<BucketFacts>> ruleSet;

        BucketKind(PriceBook prices, RuleSet<PricedSnapshot<BucketFacts>> ruleSet) {
            super(
                    "buckets",
                    new InventoryProfileMapper<>(
                            "", BucketKind::isInBucket, BucketFacts.class, InventoryProfileMapper.Use.CONTENTS),
                    RequiredSources.of(RequiredSources.Category.BUCKETS).awaiting(RequiredSources.Category.TRAIL));
            this.prices = prices;
            this.ruleSet = ruleSet;
        }

        /** Whether the ARN is of a bucket or a prefix. Access points differ: their ARN has an account. */
        static boolean isInBucket(Arn resource) {
            return resource.service().equals("s3") && resource.account().isEmpty();
        }

        /** The facts in the listing of a bucket. */
        static BucketFacts bucket(Signal listing) {
            Inventory inventory = listing.getInventory();
            return new BucketFacts(
                    listing.getAccount(),
                    listing.getRegion(),
                    InventoryFacts.tags(inventory),
                    inventory.hasLifecycleDocument() ? inventory.getLifecycleDocument() : null,
                    inventory.getVersioning(),
                    inventory.getPrefixNamesList(),
                    inventory.hasSizeInStorage() ? inventory.getSizeInStorage() : null,
                    inventory.getTransitionDefaultMinimumObjectSize().isEmpty()
                            ? null
                            : inventory.getTransitionDefaultMinimumObjectSize(),
                    inventory.hasUploads() ? BucketFacts.UploadsOfAge.of(inventory.getUploads()) : null,
                    inventory.hasCreated() ? inventory.getCreated() : null);
        }

        @Override
        BucketFacts facts(Signal listing) {
            return bucket(listing);
        }

        /** Listings of the bucket, reports of its prefixes, and accesses to its objects. */
        @Override
        boolean isRelevant(Signal signal) {
            if (signal.hasAccess()) {
                String operation = signal.getAccess().getOperation();
                return BucketReadKind.isPrefix(BucketReadKind.prefix(Arn.parse(signal.getResource())))
                        && (BucketReadKind.READS.contains(operation) || WRITES.contains(operation));
            }
            return isReport(signal) || super.isRelevant(signal);
        }

        @Override
        int fold(InventoryProfile<BucketFacts> bucket, Signal signal, @Nullable Hour closed, @Nullable Hour settled) {
            if (signal.hasAccess()) {
                return InventoryProfileUpdater.foldContents(
                        bucket,
                        BucketReadKind.prefix(Arn.parse(signal.getResource())),
                        signal.getAccess(),
                        WRITES.contains(signal.getAccess().getOperation()),
                        closed);
            }
            return isReport(signal)
                    ? InventoryProfileUpdater.foldReport(bucket, signal, closed)
                    : super.fold(bucket, signal, closed, settled);
        }

        @Override
        List<RuleEvaluation> evaluateFinally(InventoryProfile<BucketFacts> bucket, Hour hour, EvaluationBounds bounds) {
            bucket.closeContents(hour, bounds.isComplete(RequiredSources.Category.TRAIL, hour));
            return super.evaluateFinally(bucket, hour, bounds);
        }

        @Override
        @Nullable
        Object described(InventorySnapshot<BucketFacts> inventorySnapshot) {
            return DescribedBucket.of(inventorySnapshot.facts(), inventorySnapshot.contents());
        }

        private static boolean isReport(Signal signal) {
            Arn resource = Arn.parse(signal.getResource());
            return signal.hasInventory()
                    && signal.getInventory().getPrefixesCount() > 0
                    && !resource.equals(resource.root());
        }

        @Override
        Optional<TrafficRoute> route(Signal access) {
            return Optional.empty();
        }

        /** The least: no traffic is kept. */
        @Override
        int daysKept() {
            return ListedKind.DAYS_KEPT;
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
            PricedSnapshot<BucketFacts> input =
                    new PricedSnapshot<>(inventorySnapshot, prices.on(inventorySnapshot.hour())::amount);
            return ruleSet.evaluate(input, bounds).toList();
        }
    }

    /**
     * Buckets, evaluated by the readers of their prefixes. Separate from {@link BucketKind}, as it waits for CloudTrail data,
     * for which storage rules must not wait.
     */
    static final class BucketReadKind extends InventoryKind<BucketFacts> {

        private static final String KEY_PREFIX = "reads ";

        /** Calls that send the bytes of objects to the reader. Source: Amazon S3 User Guide, CloudTrail data events. */
        private static final Set<String> READS = Set.of("GetObject", "GetObjectTorrent", "SelectObjectContent");

        private final RuleSet<PrefixSnapshot> ruleSet;
        private final RuleSet<PrefixReuseSnapshot> reuseRuleSet;
        private final RepeatedDownload repeatedDownload;
        private final PriceBook prices;
        private final int parts;

        /** Keeps the reads of at most {@code parts} prefixes of a bucket separately. */
        BucketReadKind(
                RuleSet<PrefixSnapshot> ruleSet,
                RuleSet<PrefixReuseSnapshot> reuseRuleSet,
                RepeatedDownload repeatedDownload,
                PriceBook prices,
                int parts) {
            super(
                    "bucket-reads",
                    new InventoryProfileMapper<>(
                            KEY_PREFIX,
                            BucketKind::isInBucket,
                            BucketFacts.class,
                            InventoryProfileMapper.Use.TRAFFIC_AND_REUSE),
                    RequiredSources.of(RequiredSources.Category.BUCKETS, RequiredSources.Category.TRAIL));
            this.ruleSet = ruleSet;
            this.reuseRuleSet = reuseRuleSet;
            this.repeatedDownload = repeatedDownload;
            this.prices = prices;
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
            boolean isRead = READS.contains(access.getOperation()) && isPrefix(prefix);
            return isRead ? Optional.of(new TrafficRoute(prefix, access.getReaderRegion())) : Optional.empty();
        }

        @Override
        int foldTraffic(
                InventoryProfile<BucketFacts> bucket, TrafficRoute trafficRoute, Signal signal, @Nullable Hour closed) {
            InventoryProfileUpdater.foldReads(bucket, trafficRoute.part(), signal.getAccess(), closed);
            return super.foldTraffic(bucket, trafficRoute, signal, closed);
        }

        @Override
        ReuseWorth worth(InventoryProfile<BucketFacts> bucket, Hour hour) {
            DatedPrices known = prices.on(hour);
            return (reuse, repeated, part) ->
                    repeatedDownload.mayPay(reuse, repeated, bucket.region(), hour.day(), known::amount, part);
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
                    .map(prefix -> Arn.prefix(name, prefix).toString())
                    .flatMap(resource ->
                            Stream.concat(ruleSet.episodeKeys(resource), reuseRuleSet.episodeKeys(resource)))
                    .toList();
        }

        @Override
        List<RuleEvaluation> evaluate(InventorySnapshot<BucketFacts> inventorySnapshot, EvaluationBounds bounds) {
            return evaluate(inventorySnapshot, inventorySnapshot.listed().finalParts(), bounds);
        }

        /** Includes prefixes whose first hour is not final yet. */
        @Override
        List<RuleEvaluation> evaluateProvisional(
                InventorySnapshot<BucketFacts> inventorySnapshot, EvaluationBounds bounds) {
            return evaluate(inventorySnapshot, inventorySnapshot.listed().parts(), bounds);
        }

        private List<RuleEvaluation> evaluate(
                InventorySnapshot<BucketFacts> inventorySnapshot, Set<String> names, EvaluationBounds bounds) {
            return names.stream()
                    .map(name ->
                            new PrefixSnapshot(inventorySnapshot, name, prices.on(inventorySnapshot.hour())::amount))
                    .flatMap(prefix -> Stream.concat(
                            ruleSet.evaluate(prefix, bounds),
                            reuseRuleSet.evaluate(new PrefixReuseSnapshot(prefix), bounds)))
                    .toList();
        }

        private static boolean isPrefix(String text) {
            return text.isEmpty() || text.endsWith("/");
        }

        private static String prefix(Arn resource) {
            String path = resource.resource();
            return path.substring(Math.min(path.length(), resource.id().length() + 1));
        }
    }

    /**
     * VPCs, evaluated by the traffic of their NAT gateways. It comes from CloudTrail data and metrics, for which this kind does
     * not wait.
     */
    static final class NatGatewayKind extends InventoryKind<VpcFacts> {

        private static final int GATEWAYS = 200;
        private static final Set<String> ACTIVE_STATES = Set.of("available", "pending");

        private final RuleSet<InventorySnapshot<VpcFacts>> ruleSet;

        NatGatewayKind(RuleSet<InventorySnapshot<VpcFacts>> ruleSet) {
            super(
                    "nat-gateways",
                    new InventoryProfileMapper<>("", NatGatewayKind::isNetwork, VpcFacts.class),
                    RequiredSources.of(RequiredSources.Category.NETWORKS));
            this.ruleSet = ruleSet;
        }

        /** Whether the ARN is of a VPC. */
        static boolean isNetwork(Arn resource) {
            return resource.service().equals("ec2") && resource.resource().equals("vpc/" + resource.id());
        }

        @Override
        VpcFacts facts(Signal listing) {
            return network(listing);
        }

        /** The facts in the listing of a VPC. */
        static VpcFacts network(Signal listing) {
            Inventory inventory = listing.getInventory();
            return new VpcFacts(
                    listing.getAccount(),
                    listing.getRegion(),
                    inventory.getTagsMap(),
                    inventory.getNatGatewaysList().stream()
                            .filter(gateway ->
                                    gateway.getState().toLowerCase(Locale.ROOT).equals("available"))
                            .map(NatGateway::getId)
                            .toList(),
                    inventory.getEndpointsList().stream()
                            .filter(NatGatewayKind::isS3Gateway)
                            .map(Endpoint::getId)
                            .toList());
        }

        @Override
        boolean carriesTraffic(Signal signal) {
            return signal.hasAccess() || InventoryProfileUpdater.hasGatewayMetrics(signal, GatewayType.NAT_GATEWAY);
        }

        /** By NAT gateway and region of the bucket: a gateway endpoint would carry the traffic to its own region only. */
        @Override
        Optional<TrafficRoute> route(Signal signal) {
            return Optional.of(
                    signal.hasAccess()
                            ? new TrafficRoute(signal.getAccess().getReader(), signal.getRegion())
                            : new TrafficRoute(signal.getMetricSet().getPart(), ""));
        }

        @Override
        int foldTraffic(
                InventoryProfile<VpcFacts> network, TrafficRoute trafficRoute, Signal signal, @Nullable Hour closed) {
            return signal.hasAccess()
                    ? super.foldTraffic(network, trafficRoute, signal, closed)
                    : InventoryProfileUpdater.foldGatewayMetrics(network, GatewayType.NAT_GATEWAY, signal, closed);
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

        private static boolean isS3Gateway(Endpoint endpoint) {
            return endpoint.getType().equals("Gateway")
                    && endpoint.getService().endsWith(".s3")
                    && ACTIVE_STATES.contains(endpoint.getState().toLowerCase(Locale.ROOT));
        }
    }

    /** Gateways of one type, evaluated by their bytes. Each type waits for its own sources. */
    static final class GatewayUsageKind extends InventoryKind<GatewayFacts> {

        private static final TrafficRoute ITSELF = new TrafficRoute("", "");

        private final GatewayType type;
        private final RuleSet<GatewaySnapshot> ruleSet;

        private GatewayUsageKind(
                String name, GatewayType type, RequiredSources requiredSources, RuleSet<GatewaySnapshot> ruleSet) {
            super(
                    name,
                    new InventoryProfileMapper<>(
                            "", resource -> GatewayType.of(resource).equals(Optional.of(type)), GatewayFacts.class),
                    requiredSources);
            this.type = type;
            this.ruleSet = ruleSet;
        }

        static GatewayUsageKind natGateways(RuleSet<GatewaySnapshot> ruleSet) {
            return new GatewayUsageKind(
                    "nat-gateway-usage",
                    GatewayType.NAT_GATEWAY,
                    RequiredSources.of(RequiredSources.Category.NETWORKS, RequiredSources.Category.NAT_METRICS),
                    ruleSet);
        }

        static GatewayUsageKind interfaceEndpoints(RuleSet<GatewaySnapshot> ruleSet) {
            return new GatewayUsageKind(
                    "interface-endpoints",
                    GatewayType.INTERFACE_ENDPOINT,
                    RequiredSources.of(
                            RequiredSources.Category.NETWORKS, RequiredSources.Category.INTERFACE_ENDPOINT_METRICS),
                    ruleSet);
        }

        static GatewayUsageKind loadBalancers(RuleSet<GatewaySnapshot> ruleSet) {
            return new GatewayUsageKind(
                    "load-balancers",
                    GatewayType.LOAD_BALANCER,
                    RequiredSources.of(
                            RequiredSources.Category.LOAD_BALANCERS, RequiredSources.Category.LOAD_BALANCER_METRICS),
                    ruleSet);
        }

        /** Load balancers are listed once a day. */
        @Override
        boolean reportsRarely() {
            return type == GatewayType.LOAD_BALANCER;
        }

        @Override
        GatewayFacts facts(Signal listing) {
            return GatewayFacts.of(listing, type);
        }

        @Override
        boolean carriesTraffic(Signal signal) {
            return InventoryProfileUpdater.hasGatewayMetrics(signal, type);
        }

        @Override
        Optional<TrafficRoute> route(Signal signal) {
            return Optional.of(ITSELF);
        }

        @Override
        int foldTraffic(
                InventoryProfile<GatewayFacts> gateway,
                TrafficRoute trafficRoute,
                Signal signal,
                @Nullable Hour closed) {
            return InventoryProfileUpdater.foldGatewayMetrics(gateway, type, signal, closed);
        }

        @Override
        int daysKept() {
            return ruleSet.daysKept();
        }

        @Override
        int maxParts() {
            return 1;
        }

        @Override
        Optional<InventoryProfile.DayUse> dayUse() {
            return Optional.of((day, hours) -> GatewaySnapshot.bytes(type, day, hours));
        }

        @Override
        List<EpisodeStore.Key> episodeKeys(InventoryProfile<GatewayFacts> gateway) {
            return ruleSet.episodeKeys(gateway.resource()).toList();
        }

        @Override
        List<RuleEvaluation> evaluate(InventorySnapshot<GatewayFacts> inventorySnapshot, EvaluationBounds bounds) {
            return ruleSet.evaluate(new GatewaySnapshot(type, inventorySnapshot), bounds)
                    .toList();
        }
    }

    /** Inference endpoints of SageMaker, evaluated by the metrics of their variants. Both are read once a day. */
    static final class InferenceEndpointKind extends InventoryKind<InferenceEndpointFacts> {

        private static final TrafficRoute ITSELF = new TrafficRoute("", "");

        /**
         * Variants of an endpoint whose metrics are kept one by one, with those that it had. SageMaker allows 10 production and 10 shadow
         * variants at a time. Source: Amazon SageMaker API Reference, "CreateEndpointConfig".
         */
        private static final int VARIANTS = 40;

        private final RuleSet<InferenceEndpointSnapshot> ruleSet;

        InferenceEndpointKind(RuleSet<InferenceEndpointSnapshot> ruleSet) {
            super(
                    "inference-endpoints",
                    new InventoryProfileMapper<>("", InferenceEndpointKind::isEndpoint, InferenceEndpointFacts.class),
                    RequiredSources.of(
                            RequiredSources.Category.INFERENCE_ENDPOINTS,
                            RequiredSources.Category.INFERENCE_ENDPOINT_METRICS));
            this.ruleSet = ruleSet;
        }

        private static boolean isEndpoint(Arn resource) {
            return resource.service().equals("sagemaker") && resource.type().equals("endpoint");
        }

        @Override
        InferenceEndpointFacts facts(Signal listing) {
            return InferenceEndpointFacts.of(listing);
        }

        @Override
        boolean carriesTraffic(Signal signal) {
            return InventoryProfileUpdater.hasVariantMetrics(signal);
        }

        @Override
        Optional<TrafficRoute> route(Signal signal) {
            return Optional.of(ITSELF);
        }

        @Override
        int foldTraffic(
                InventoryProfile<InferenceEndpointFacts> endpoint,
                TrafficRoute trafficRoute,
                Signal signal,
                @Nullable Hour closed) {
            return InventoryProfileUpdater.foldVariantMetrics(endpoint, signal, closed);
        }

        @Override
        int daysKept() {
            return ruleSet.daysKept();
        }

        @Override
        int maxParts() {
            return VARIANTS;
        }

        @Override
        boolean reportsRarely() {
            return true;
        }

        @Override
        Optional<InventoryProfile.DayUse> dayUse() {
            return Optional.of(InferenceEndpointSnapshot::invocations);
        }

        @Override
        List<EpisodeStore.Key> episodeKeys(InventoryProfile<InferenceEndpointFacts> endpoint) {
            return ruleSet.episodeKeys(endpoint.resource()).toList();
        }

        @Override
        List<RuleEvaluation> evaluate(InventorySnapshot<InferenceEndpointFacts> snapshot, EvaluationBounds bounds) {
            return ruleSet.evaluate(new InferenceEndpointSnapshot(snapshot), bounds)
                    .toList();
        }
    }

    /**
     * Auto Scaling groups, evaluated by the load of their instances; both are read once a day. Separate from {@link TrainingHostKind}, which
     * waits for CloudTrail data.
     */
    static final class ScalingGroupKind extends InventoryKind<ScalingGroupFacts> {

        private static final String KEY_PREFIX = "fleet ";
        private static final TrafficRoute ITSELF = new TrafficRoute("", "");

        private final RuleSet<ScalingGroupSnapshot> ruleSet;

        ScalingGroupKind(RuleSet<ScalingGroupSnapshot> ruleSet) {
            super(
                    "scaling-groups",
                    new InventoryProfileMapper<>(KEY_PREFIX, ScalingGroupKind::isGroup, ScalingGroupFacts.class),
                    RequiredSources.of(
                            RequiredSources.Category.SCALING_GROUPS, RequiredSources.Category.SCALING_GROUP_METRICS));
            this.ruleSet = ruleSet;
        }

        /** Whether the ARN is of an Auto Scaling group. */
        static boolean isGroup(Arn resource) {
            return resource.scalingGroupName().isPresent();
        }

        @Override
        ScalingGroupFacts facts(Signal listing) {
            return ScalingGroupFacts.of(listing);
        }

        @Override
        boolean carriesTraffic(Signal signal) {
            return InventoryProfileUpdater.hasGroupMetrics(signal);
        }

        @Override
        Optional<TrafficRoute> route(Signal signal) {
            return Optional.of(ITSELF);
        }

        @Override
        int fold(
                InventoryProfile<ScalingGroupFacts> group,
                Signal signal,
                @Nullable Hour closed,
                @Nullable Hour settled) {
            if (signal.hasInventory()) {
                InventoryProfileUpdater.foldGroupSize(group, signal, closed);
            }
            return super.fold(group, signal, closed, settled);
        }

        @Override
        int foldTraffic(
                InventoryProfile<ScalingGroupFacts> group,
                TrafficRoute trafficRoute,
                Signal signal,
                @Nullable Hour closed) {
            return InventoryProfileUpdater.foldGroupMetrics(group, signal, closed);
        }

        @Override
        int daysKept() {
            return ruleSet.daysKept();
        }

        @Override
        int maxParts() {
            return 1;
        }

        @Override
        boolean reportsRarely() {
            return true;
        }

        @Override
        Optional<InventoryProfile.DayUse> dayUse() {
            return Optional.of(ScalingGroupSnapshot::busiestHour);
        }

        @Override
        List<EpisodeStore.Key> episodeKeys(InventoryProfile<ScalingGroupFacts> group) {
            return ruleSet.episodeKeys(group.resource()).toList();
        }

        @Override
        List<RuleEvaluation> evaluate(InventorySnapshot<ScalingGroupFacts> snapshot, EvaluationBounds bounds) {
            return ruleSet.evaluate(new ScalingGroupSnapshot(snapshot), bounds).toList();
        }
    }

    /**
     * VPCs, evaluated by their flow logs. Separate from {@link NatGatewayKind}, as it waits for flow logs, for which the rules
     * about NAT gateways must not wait.
     */
    static final class VpcFlowKind extends InventoryKind<VpcFacts> {

        private static final String KEY_PREFIX = "flows ";

        /** Enough for all classes of endpoints; further ones are summed. */
        private static final int CLASSES = 20;

        private final RuleSet<VpcFlowSnapshot> ruleSet;

        private final PriceBook prices;

        VpcFlowKind(PriceBook prices, RuleSet<VpcFlowSnapshot> ruleSet) {
            super(
                    "vpc-flows",
                    new InventoryProfileMapper<>(KEY_PREFIX, NatGatewayKind::isNetwork, VpcFacts.class),
                    RequiredSources.of(RequiredSources.Category.NETWORKS, RequiredSources.Category.FLOWS));
            this.prices = prices;
            this.ruleSet = ruleSet;
        }

        @Override
        VpcFacts facts(Signal listing) {
            return NatGatewayKind.network(listing);
        }

        @Override
        boolean carriesTraffic(Signal signal) {
            return signal.hasFlow();
        }

        /** From the class of the sender to that of the receiver. */
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
            return ruleSet.daysKept();
        }

        @Override
        int maxParts() {
            return CLASSES;
        }

        @Override
        List<EpisodeStore.Key> episodeKeys(InventoryProfile<VpcFacts> network) {
            return ruleSet.episodeKeys(network.resource()).toList();
        }

        @Override
        List<RuleEvaluation> evaluate(InventorySnapshot<VpcFacts> inventorySnapshot, EvaluationBounds bounds) {
            VpcFlowSnapshot vpcFlowSnapshot =
                    new VpcFlowSnapshot(inventorySnapshot, prices.on(inventorySnapshot.hour())::amount);
            return ruleSet.evaluate(vpcFlowSnapshot, bounds).toList();
        }
    }

    /**
     * A bucket as an explanation shows it.
     *
     * @param listing as listed
     * @param reported creation of the report of S3 Inventory in use; null if there is none
     * @param contents the prefixes of the report
     */
    record DescribedBucket(
            @JsonUnwrapped BucketFacts listing, @Nullable Instant reported, List<DescribedPrefix> contents) {

        static @Nullable DescribedBucket of(@Nullable BucketFacts listing, BucketContents contents) {
            return listing == null
                    ? null
                    : new DescribedBucket(
                            listing,
                            contents.reported(),
                            contents.prefixes().entrySet().stream()
                                    .map(prefix -> DescribedPrefix.of(prefix.getKey(), prefix.getValue()))
                                    .toList());
        }

        /**
         * A prefix of a report.
         *
         * @param objects with old versions, without those of longer prefixes of the report
         * @param observedDays days in which its reads were recorded
         * @param requestsByAge reads by age step in the kept months; empty if none could be recorded
         * @param requestsOfUnknownAge reads of objects that are not in the sample
         */
        record DescribedPrefix(
                String prefix,
                long objects,
                long bytes,
                int observedDays,
                List<Double> requestsByAge,
                double requestsOfUnknownAge) {

            private static DescribedPrefix of(String name, PrefixContents prefix) {
                ReadsByAge reads = prefix.reads();
                return new DescribedPrefix(
                        name,
                        prefix.size().getObjects(),
                        prefix.size().getBytes(),
                        reads == null ? 0 : reads.observedDays(),
                        reads == null ? List.of() : reads.requests(),
                        reads == null ? 0 : reads.unknownRequests());
            }
        }
    }
}
