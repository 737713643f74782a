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
import dev.gleaner.analyzer.profile.inventory.InventoryFacts;
import dev.gleaner.analyzer.profile.inventory.InventoryProfile;
import dev.gleaner.analyzer.profile.inventory.InventoryProfileMapper;
import dev.gleaner.analyzer.profile.inventory.InventoryProfileUpdater;
import dev.gleaner.analyzer.profile.inventory.InventorySnapshot;
import dev.gleaner.analyzer.profile.reuse.ReuseWorth;
import dev.gleaner.contracts.resource.AccountRegion;
import dev.gleaner.contracts.resource.Arn;
import dev.gleaner.contracts.resource.ResourceKind;
import dev.gleaner.contracts.signal.proto.Signal;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A kind of subjects that listings show: what a listing tells, which signals tell how a resource is used and how much of that is kept,
 * which sources an hour waits for, and which rules apply. A kind that differs overrides what it does otherwise.
 *
 * @param <F> the facts in a listing
 */
class KindDefinition<F extends InventoryFacts> extends SubjectKind<InventoryProfile<F>> {

    private static final int SUBJECTS_CACHED = 32;

    private final String name;
    private final ResourceKind resources;
    private final InventoryProfileMapper<F> mapper;
    private final Function<Signal, F> facts;
    private final Predicate<Signal> listing;
    private final RequiredSources requiredSources;
    private final boolean reportsRarely;
    private final @Nullable UsageSignals usage;
    private final int parts;
    private final InventoryProfile.@Nullable DayUse dayUse;
    private final KindRules<F> rules;

    KindDefinition(Builder<F> builder, KindRules<F> rules) {
        this.name = builder.name;
        this.resources = builder.resources;
        this.mapper = new InventoryProfileMapper<>(
                builder.mark,
                arn -> ResourceKind.of(arn).filter(builder.resources::equals).isPresent(),
                builder.type,
                builder.use);
        this.facts = builder.facts;
        this.listing = builder.listing;
        this.requiredSources = Objects.requireNonNull(builder.requiredSources, "a kind waits for its listings");
        this.reportsRarely = builder.reportsRarely;
        this.usage = builder.usage;
        this.parts = builder.parts;
        this.dayUse = builder.dayUse;
        this.rules = rules;
    }

    /**
     * A kind whose subjects are kept under their ARN.
     *
     * @param name in the stores; never changed
     * @param type the facts in a listing
     * @param facts reads them
     */
    static <F extends InventoryFacts> Builder<F> of(
            String name, ResourceKind resources, Class<F> type, Function<Signal, F> facts) {
        return new Builder<>(name, resources, type, facts);
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
    protected final InventoryProfileMapper<F> mapper() {
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
    protected boolean isRelevant(Signal signal) {
        if (usage != null && usage.reads().test(signal)) {
            return true;
        }
        if (signal.hasInventory() ? !listing.test(signal) : !InventoryProfileUpdater.isEnd(signal)) {
            return false;
        }
        Arn resource = Arn.parse(signal.getResource());
        return resource.equals(resource.root());
    }

    @Override
    protected final void check(Signal signal) throws MalformedSignalException {
        InventoryProfileUpdater.check(signal);
    }

    @Override
    protected final Hour earliestHour(Signal signal) {
        return InventoryProfileUpdater.earliest(signal);
    }

    @Override
    protected final AccountRegion accountRegion(InventoryProfile<F> profile) {
        return new AccountRegion(profile.account(), profile.region());
    }

    /** A listing is late by the sources of its own account and region; other signals, by those of the last listing. */
    @Override
    protected AccountRegion accountRegion(InventoryProfile<F> profile, Signal signal) {
        return signal.hasInventory()
                ? new AccountRegion(signal.getAccount(), signal.getRegion())
                : accountRegion(profile);
    }

    @Override
    protected int fold(InventoryProfile<F> profile, Signal signal, @Nullable Hour closed, @Nullable Hour settled) {
        if (usage != null && usage.reads().test(signal)) {
            return usage.fold().fold(profile, signal, closed);
        }
        return signal.hasInventory()
                ? InventoryProfileUpdater.foldListing(profile, signal.getObservedAt(), facts.apply(signal), closed)
                : InventoryProfileUpdater.foldListing(
                        profile, signal.getChanged().getTime(), null, closed);
    }

    @Override
    protected final int takeRepeated(InventoryProfile<F> profile) {
        return profile.takeRepeated();
    }

    @Override
    protected final List<EpisodeStore.Key> episodeKeys(InventoryProfile<F> profile) {
        return rules.episodeKeys(profile);
    }

    @Override
    protected List<RuleEvaluation> evaluateFinally(InventoryProfile<F> profile, Hour hour, EvaluationBounds bounds) {
        int daysKept = rules.daysKept();
        profile.close(hour, daysKept, parts, rules.worth(profile, hour));
        if (dayUse != null) {
            profile.keepUse(hour, daysKept, dayUse);
        }
        return rules.evaluate(profile.at(hour, bounds.horizon().listings()), bounds);
    }

    /**
     * A provisional evaluation applies the first listing to the hours before it, however late it was. Otherwise there would
     * be no result until the hour of that listing has ended. This is safe, as nothing provisional is kept.
     */
    @Override
    protected final List<RuleEvaluation> evaluateProvisionally(
            InventoryProfile<F> profile, EvaluatedHours before, EvaluatedHours target, EvaluationBounds bounds) {
        Hour newest = target.provisional();
        if (newest == null || !isNew(newest, before.provisional())) {
            return List.of();
        }
        List<RuleEvaluation> evaluations = rules.evaluateProvisional(profile.at(newest, Long.MAX_VALUE), bounds);
        profile.rememberParts();
        return evaluations;
    }

    @Override
    protected final SubjectKind.View describe(InventoryProfile<F> profile, Hour hour, EvaluationBounds bounds) {
        InventorySnapshot<F> snapshot = profile.at(hour, Long.MAX_VALUE);
        return new SubjectKind.View(
                profile.timeline().born().orElse(null),
                described(snapshot),
                List.of(),
                List.of(),
                null,
                List.of(),
                ResourceExplanation.Flow.of(snapshot.traffic((rules.daysKept() - 1) * Hour.PER_DAY)),
                rules.evaluateProvisional(snapshot, bounds));
    }

    /** What an explanation shows as the facts; null if nothing was known. */
    @Nullable
    Object described(InventorySnapshot<F> snapshot) {
        return snapshot.facts();
    }

    /** Which signals beside its listings tell how a resource is used. */
    record UsageSignals(Predicate<Signal> reads, UsageFold fold) {}

    /** Adds what a signal tells of the use of a resource to its profile. */
    interface UsageFold {

        /**
         * Folds a checked signal.
         *
         * @param closed the newest hour for which signals are no longer accepted
         * @return how many of its parts are about such an hour
         */
        int fold(InventoryProfile<?> profile, Signal signal, @Nullable Hour closed);
    }

    /** The rules of a kind, and for how long they need what is known of it. */
    interface KindRules<F extends InventoryFacts> {

        /** Days of final hours to keep. */
        int daysKept();

        /** The episodes of a subject: one for each rule and resource. */
        List<EpisodeStore.Key> episodeKeys(InventoryProfile<F> profile);

        /** Evaluates an hour finally. */
        List<RuleEvaluation> evaluate(InventorySnapshot<F> snapshot, EvaluationBounds bounds);

        /** Evaluates an hour provisionally. */
        default List<RuleEvaluation> evaluateProvisional(InventorySnapshot<F> snapshot, EvaluationBounds bounds) {
            return evaluate(snapshot, bounds);
        }

        /** Of which parts of a subject the details of repeated reads may pay, as of an hour. */
        default ReuseWorth worth(InventoryProfile<F> profile, Hour hour) {
            return (reuse, repeated, part) -> true;
        }
    }

    /** Rules of the whole resource, of which each evaluates the same input. */
    record ResourceRules<F extends InventoryFacts, S extends RuleInput>(
            Function<InventorySnapshot<F>, S> input, RuleSet<S> rules, int daysKept) implements KindRules<F> {

        @Override
        public List<EpisodeStore.Key> episodeKeys(InventoryProfile<F> profile) {
            return rules.episodeKeys(profile.resource()).toList();
        }

        @Override
        public List<RuleEvaluation> evaluate(InventorySnapshot<F> snapshot, EvaluationBounds bounds) {
            return rules.evaluate(input.apply(snapshot), bounds).toList();
        }
    }

    /** What is common to all subjects of a kind. */
    static final class Builder<F extends InventoryFacts> {

        /** Days that are kept where only listings are known: the least. */
        private static final int DAYS_OF_LISTINGS = 2;

        private final String name;
        private final ResourceKind resources;
        private final Class<F> type;
        private final Function<Signal, F> facts;
        private String mark = "";
        private Predicate<Signal> listing = signal -> true;
        private @Nullable RequiredSources requiredSources;
        private boolean reportsRarely;
        private InventoryProfileMapper.Use use = InventoryProfileMapper.Use.COUNTERS;
        private @Nullable UsageSignals usage;
        private int parts;
        private InventoryProfile.@Nullable DayUse dayUse;

        private Builder(String name, ResourceKind resources, Class<F> type, Function<Signal, F> facts) {
            this.name = name;
            this.resources = resources;
            this.type = type;
            this.facts = facts;
        }

        /** Where another kind keeps the same resources: what the keys of this one begin with. Never changed. */
        Builder<F> keysWith(String mark) {
            this.mark = mark;
            return this;
        }

        /** Keeps only the resources with such listings. */
        Builder<F> only(Predicate<Signal> listing) {
            this.listing = listing;
            return this;
        }

        Builder<F> awaits(RequiredSources sources) {
            this.requiredSources = sources;
            return this;
        }

        /** Its listings come once a day or less, so that the progress of the evaluation does not follow them. */
        Builder<F> reportsRarely() {
            this.reportsRarely = true;
            return this;
        }

        /**
         * Keeps how it is used.
         *
         * @param parts how many parts of a resource are kept one by one
         */
        Builder<F> keeps(InventoryProfileMapper.Use use, int parts, Predicate<Signal> reads, UsageFold fold) {
            this.use = use;
            this.parts = parts;
            this.usage = new UsageSignals(reads, fold);
            return this;
        }

        /** Keeps what a bucket contains, and how it is read by age. */
        Builder<F> keepsContents() {
            this.use = InventoryProfileMapper.Use.CONTENTS;
            return this;
        }

        /** Keeps counters by hour, of which those of the whole days are added up and kept for longer. */
        Builder<F> keeps(int parts, Predicate<Signal> reads, UsageFold fold, InventoryProfile.DayUse dayUse) {
            this.dayUse = dayUse;
            return keeps(InventoryProfileMapper.Use.COUNTERS, parts, reads, fold);
        }

        /** Rules with the same input. Where use is kept, the days that these look back are. */
        <S extends RuleInput> ResourceRules<F, S> rulesOf(Function<InventorySnapshot<F>, S> input, RuleSet<S> rules) {
            return new ResourceRules<>(input, rules, usage == null ? DAYS_OF_LISTINGS : rules.daysKept());
        }

        /** The kind with rules of the same input. */
        <S extends RuleInput> KindDefinition<F> rules(Function<InventorySnapshot<F>, S> input, RuleSet<S> rules) {
            return new KindDefinition<>(this, rulesOf(input, rules));
        }
    }
}
