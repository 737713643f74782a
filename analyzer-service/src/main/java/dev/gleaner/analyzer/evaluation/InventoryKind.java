package dev.gleaner.analyzer.evaluation;

import dev.gleaner.analyzer.finding.RuleEvaluation;
import dev.gleaner.analyzer.profile.Hour;
import dev.gleaner.analyzer.profile.MalformedSignalException;
import dev.gleaner.analyzer.profile.inventory.InventoryFacts;
import dev.gleaner.analyzer.profile.inventory.InventoryProfile;
import dev.gleaner.analyzer.profile.inventory.InventoryProfileMapper;
import dev.gleaner.analyzer.profile.inventory.InventoryProfileUpdater;
import dev.gleaner.analyzer.profile.inventory.InventorySnapshot;
import dev.gleaner.analyzer.profile.inventory.TrafficRoute;
import dev.gleaner.contracts.resource.AccountRegion;
import dev.gleaner.contracts.resource.Arn;
import dev.gleaner.contracts.signal.proto.Signal;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Things that are known by their listings, and by the traffic seen to them.
 *
 * @param <F> what a listing shows
 */
abstract sealed class InventoryKind<F extends InventoryFacts> extends SubjectKind<InventoryProfile<F>>
        permits BucketKind, BucketReadKind, NatGatewayKind, VpcFlowKind {

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
        inventoryProfile.course().markProvisional(newest);
        return judgements;
    }

    @Override
    SubjectKind.View describe(InventoryProfile<F> inventoryProfile, Hour hour, EvaluationBounds bounds) {
        InventorySnapshot<F> inventorySnapshot = inventoryProfile.at(hour, Long.MAX_VALUE);
        return new SubjectKind.View(
                inventoryProfile.course().born().orElse(null),
                inventorySnapshot.facts(),
                List.of(),
                List.of(),
                ResourceExplanation.Flow.of(inventorySnapshot.traffic(daysShown() * Hour.PER_DAY)),
                evaluateProvisional(inventorySnapshot, bounds));
    }

    private int daysShown() {
        return daysKept() - 1;
    }
}
