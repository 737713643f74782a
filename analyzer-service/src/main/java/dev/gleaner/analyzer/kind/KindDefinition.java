package dev.gleaner.analyzer.kind;

import dev.gleaner.analyzer.evaluation.EpisodeStore;
import dev.gleaner.analyzer.evaluation.EvaluationBounds;
import dev.gleaner.analyzer.evaluation.RequiredSources;
import dev.gleaner.analyzer.evaluation.ResourceExplanation;
import dev.gleaner.analyzer.evaluation.RuleSet;
import dev.gleaner.analyzer.evaluation.SubjectKind;
import dev.gleaner.analyzer.finding.RuleEvaluation;
import dev.gleaner.analyzer.profile.EvaluatedHours;
import dev.gleaner.analyzer.profile.Hour;
import dev.gleaner.analyzer.profile.MalformedSignalException;
import dev.gleaner.analyzer.profile.RuleInput;
import dev.gleaner.analyzer.profile.history.History;
import dev.gleaner.analyzer.profile.history.NoHistory;
import dev.gleaner.analyzer.profile.history.UsageSignals;
import dev.gleaner.analyzer.profile.inventory.InventoryFacts;
import dev.gleaner.analyzer.profile.inventory.InventoryProfile;
import dev.gleaner.analyzer.profile.inventory.InventoryProfileMapper;
import dev.gleaner.analyzer.profile.inventory.InventorySnapshot;
import dev.gleaner.analyzer.profile.inventory.ListingSignals;
import dev.gleaner.contracts.resource.AccountRegion;
import dev.gleaner.contracts.resource.Arn;
import dev.gleaner.contracts.resource.ResourceKind;
import dev.gleaner.contracts.signal.proto.Changed;
import dev.gleaner.contracts.signal.proto.Signal;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A kind of subjects that listings show: what a listing tells, which signals tell how a resource is used and how much of that is kept,
 * which sources an hour waits for, and which rules apply. A kind that differs overrides what it does otherwise.
 *
 * @param <F> the facts in a listing
 * @param <H> what is kept of its use
 */
class KindDefinition<F extends InventoryFacts, H extends History> extends SubjectKind<InventoryProfile<F, H>> {

    private static final int SUBJECTS_CACHED = 32;

    private final String name;
    private final ResourceKind resources;
    private final InventoryProfileMapper<F, H> mapper;
    private final Function<Signal, F> facts;
    private final Predicate<Signal> listing;
    private final RequiredSources requiredSources;
    private final boolean reportsRarely;
    private final boolean followsCalls;
    private final @Nullable UsageSignals<H> usage;
    private final KindRules<F, H> rules;

    KindDefinition(Builder<F, H> builder, KindRules<F, H> rules) {
        this.name = builder.name;
        this.resources = builder.resources;
        this.mapper = new InventoryProfileMapper<>(
                builder.mark,
                arn -> ResourceKind.of(arn).filter(builder.resources::equals).isPresent(),
                builder.type,
                builder.history);
        this.facts = builder.facts;
        this.listing = builder.listing;
        this.requiredSources = Objects.requireNonNull(builder.requiredSources, "a kind waits for its listings");
        this.reportsRarely = builder.reportsRarely;
        this.followsCalls = builder.followsCalls;
        this.usage = builder.usage;
        this.rules = rules;
    }

    /**
     * A kind whose subjects are kept under their ARN.
     *
     * @param name in the stores; never changed
     * @param type the facts in a listing
     * @param facts reads them
     */
    static <F extends InventoryFacts> Builder<F, NoHistory> of(
            String name, ResourceKind resources, Class<F> type, Function<Signal, F> facts) {
        return new Builder<>(name, resources, type, facts, () -> NoHistory.INSTANCE, null);
    }

    @Override
    protected final String name() {
        return name;
    }

    @Override
    protected final ResourceKind resources() {
        return resources;
    }

    @Override
    protected final InventoryProfileMapper<F, H> mapper() {
        return mapper;
    }

    @Override
    protected final RequiredSources requiredSources() {
        return requiredSources;
    }

    @Override
    protected final boolean reportsRarely() {
        return reportsRarely;
    }

    /** Facts and the traffic of a week are several rows, and a file of a trail has many accesses of the same bucket. */
    @Override
    protected final int cached() {
        return SUBJECTS_CACHED;
    }

    @Override
    protected final Optional<String> key(Arn resource) {
        return mapper.resources().test(resource) ? Optional.of(mapper.key(resource.root())) : Optional.empty();
    }

    @Override
    protected final boolean isRelevant(Signal signal) {
        if (usage != null && usage.includes(signal)) {
            return true;
        }
        if (signal.hasInventory() ? !listing.test(signal) : !isRelevantChange(signal)) {
            return false;
        }
        Arn resource = Arn.parse(signal.getResource());
        return resource.equals(resource.root());
    }

    private boolean isRelevantChange(Signal signal) {
        return ListingSignals.isEnd(signal)
                || (followsCalls
                        && (ListingSignals.isCreation(signal) || (mapper.tracksUse() && ListingSignals.isUse(signal))));
    }

    @Override
    protected final void check(Signal signal) throws MalformedSignalException {
        if (usage == null || ListingSignals.includes(signal)) {
            ListingSignals.check(signal);
        } else {
            usage.check(signal);
        }
    }

    @Override
    protected final Hour earliestHour(Signal signal) {
        return usage == null || ListingSignals.includes(signal) ? ListingSignals.hour(signal) : usage.earliest(signal);
    }

    @Override
    protected final AccountRegion accountRegion(InventoryProfile<F, H> profile) {
        return new AccountRegion(profile.account(), profile.region());
    }

    /** A listing is late by the sources of its own account and region; other signals, by those of the last listing. */
    @Override
    protected AccountRegion accountRegion(InventoryProfile<F, H> profile, Signal signal) {
        return signal.hasInventory()
                ? new AccountRegion(signal.getAccount(), signal.getRegion())
                : accountRegion(profile);
    }

    @Override
    protected final int fold(
            InventoryProfile<F, H> profile, Signal signal, @Nullable Hour closed, @Nullable Hour settled) {
        if (followsCalls
                && ListingSignals.isCreation(signal)
                && !ListingSignals.hour(signal).isLate(closed)) {
            profile.created(signal.getChanged().getTime(), signal.getChanged().getActor());
        }
        if (usage != null && (!ListingSignals.includes(signal) || usage.includes(signal))) {
            return usage.fold(profile.history(), profile.timeline(), signal, closed);
        }
        if (usage != null && signal.hasInventory()) {
            usage.foldListing(profile.history(), profile.timeline(), signal, closed);
        }
        if (ListingSignals.hour(signal).isLate(closed)) {
            return 1;
        }
        if (signal.hasInventory()) {
            profile.see(signal.getObservedAt(), facts.apply(signal));
        } else {
            foldChange(profile, signal.getChanged());
        }
        return 0;
    }

    /** Who created it is known already. */
    private static void foldChange(InventoryProfile<?, ?> profile, Changed changed) {
        switch (changed.getChange()) {
            case ATTACHED -> profile.attached(changed.getTime());
            case DETACHED -> profile.detached(changed.getTime());
            case CREATED -> {}
            default -> profile.see(changed.getTime(), null);
        }
    }

    @Override
    protected final int takeRepeated(InventoryProfile<F, H> profile) {
        return profile.history().takeRepeated();
    }

    @Override
    protected final List<EpisodeStore.Key> episodeKeys(InventoryProfile<F, H> profile) {
        return rules.episodeKeys(profile);
    }

    @Override
    protected List<RuleEvaluation> evaluateFinally(InventoryProfile<F, H> profile, Hour hour, EvaluationBounds bounds) {
        close(profile, hour, bounds);
        return rules.evaluate(profile.at(hour, bounds.horizon().listings()), bounds);
    }

    /** Makes an hour final. */
    void close(InventoryProfile<F, H> profile, Hour hour, EvaluationBounds bounds) {
        profile.close(hour, rules.daysKept());
    }

    /** Days of final hours to keep. */
    final int daysKept() {
        return rules.daysKept();
    }

    /**
     * A provisional evaluation applies the first listing to the hours before it, however late it was. Otherwise there would
     * be no result until the hour of that listing has ended. This is safe, as nothing provisional is kept.
     */
    @Override
    protected final List<RuleEvaluation> evaluateProvisionally(
            InventoryProfile<F, H> profile, EvaluatedHours before, EvaluatedHours target, EvaluationBounds bounds) {
        Hour newest = target.provisional();
        if (newest == null || !isNew(newest, before.provisional())) {
            return List.of();
        }
        List<RuleEvaluation> evaluations = rules.evaluateProvisional(profile.at(newest, Long.MAX_VALUE), bounds);
        profile.rememberParts();
        return evaluations;
    }

    @Override
    protected final SubjectKind.View describe(InventoryProfile<F, H> profile, Hour hour, EvaluationBounds bounds) {
        InventorySnapshot<F, H> snapshot = profile.at(hour, Long.MAX_VALUE);
        return new SubjectKind.View(
                profile.timeline().born().orElse(null),
                described(snapshot),
                List.of(),
                List.of(),
                null,
                List.of(),
                ResourceExplanation.Flow.of(profile.history().counted(hour, (rules.daysKept() - 1) * Hour.PER_DAY)),
                rules.evaluateProvisional(snapshot, bounds));
    }

    /** What an explanation shows as the facts; null if nothing was known. */
    @Nullable
    Object described(InventorySnapshot<F, H> snapshot) {
        return snapshot.facts();
    }

    /** The rules of a kind, and for how long they need what is known of it. */
    interface KindRules<F extends InventoryFacts, H extends History> {

        /** Days of final hours to keep. */
        int daysKept();

        /** The episodes of a subject: one for each rule and resource. */
        List<EpisodeStore.Key> episodeKeys(InventoryProfile<F, H> profile);

        /** Evaluates an hour finally. */
        List<RuleEvaluation> evaluate(InventorySnapshot<F, H> snapshot, EvaluationBounds bounds);

        /** Evaluates an hour provisionally. */
        default List<RuleEvaluation> evaluateProvisional(InventorySnapshot<F, H> snapshot, EvaluationBounds bounds) {
            return evaluate(snapshot, bounds);
        }
    }

    /** Rules of the whole resource, of which each evaluates the same input. */
    record ResourceRules<F extends InventoryFacts, H extends History, S extends RuleInput>(
            Function<InventorySnapshot<F, H>, S> input, RuleSet<S> rules, int daysKept) implements KindRules<F, H> {

        @Override
        public List<EpisodeStore.Key> episodeKeys(InventoryProfile<F, H> profile) {
            return rules.episodeKeys(profile.resource()).toList();
        }

        @Override
        public List<RuleEvaluation> evaluate(InventorySnapshot<F, H> snapshot, EvaluationBounds bounds) {
            return rules.evaluate(input.apply(snapshot), bounds).toList();
        }
    }

    /** What is common to all subjects of a kind. */
    static final class Builder<F extends InventoryFacts, H extends History> {

        /** Days that are kept where only listings are known: the least. */
        private static final int DAYS_OF_LISTINGS = 2;

        private final String name;
        private final ResourceKind resources;
        private final Class<F> type;
        private final Function<Signal, F> facts;
        private final Supplier<H> history;
        private final @Nullable UsageSignals<H> usage;
        private String mark = "";
        private Predicate<Signal> listing = signal -> true;
        private @Nullable RequiredSources requiredSources;
        private boolean reportsRarely;
        private boolean followsCalls;

        private Builder(
                String name,
                ResourceKind resources,
                Class<F> type,
                Function<Signal, F> facts,
                Supplier<H> history,
                @Nullable UsageSignals<H> usage) {
            this.name = name;
            this.resources = resources;
            this.type = type;
            this.facts = facts;
            this.history = history;
            this.usage = usage;
        }

        /** Where another kind keeps the same resources: what the keys of this one begin with. Never changed. */
        Builder<F, H> keysWith(String mark) {
            this.mark = mark;
            return this;
        }

        /** Keeps only the resources with such listings. */
        Builder<F, H> only(Predicate<Signal> listing) {
            this.listing = listing;
            return this;
        }

        Builder<F, H> awaits(RequiredSources sources) {
            this.requiredSources = sources;
            return this;
        }

        /** Its listings come once a day or less, so that the progress of the evaluation does not follow them. */
        Builder<F, H> reportsRarely() {
            this.reportsRarely = true;
            return this;
        }

        /** CloudTrail tells who created its resources, and when something began or ceased to use them. */
        Builder<F, H> followsCalls() {
            this.followsCalls = true;
            return this;
        }

        /**
         * Keeps how a resource is used.
         *
         * @param blank what is kept, without anything
         */
        <K extends History> Builder<F, K> keeps(Supplier<K> blank, UsageSignals<K> signals) {
            Builder<F, K> keeping = new Builder<>(name, resources, type, facts, blank, signals);
            keeping.mark = mark;
            keeping.listing = listing;
            keeping.requiredSources = requiredSources;
            keeping.reportsRarely = reportsRarely;
            keeping.followsCalls = followsCalls;
            return keeping;
        }

        /** Rules with the same input. Where use is kept, the days that these look back are. */
        <S extends RuleInput> ResourceRules<F, H, S> rulesOf(
                Function<InventorySnapshot<F, H>, S> input, RuleSet<S> rules) {
            return new ResourceRules<>(input, rules, usage == null ? DAYS_OF_LISTINGS : rules.daysKept());
        }

        /** The kind with rules of the same input. */
        <S extends RuleInput> KindDefinition<F, H> rules(Function<InventorySnapshot<F, H>, S> input, RuleSet<S> rules) {
            return new KindDefinition<>(this, rulesOf(input, rules));
        }
    }
}
