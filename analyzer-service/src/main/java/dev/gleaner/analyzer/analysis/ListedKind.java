package dev.gleaner.analyzer.analysis;

import dev.gleaner.analyzer.finding.Judgement;
import dev.gleaner.analyzer.profile.Hour;
import dev.gleaner.analyzer.profile.MalformedSignalException;
import dev.gleaner.analyzer.profile.listed.Lane;
import dev.gleaner.analyzer.profile.listed.Listed;
import dev.gleaner.analyzer.profile.listed.ListedForm;
import dev.gleaner.analyzer.profile.listed.ListedIntake;
import dev.gleaner.analyzer.profile.listed.Located;
import dev.gleaner.analyzer.profile.listed.View;
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
abstract sealed class ListedKind<F extends Located> extends Kind<Listed<F>>
        permits BucketKind, ReadKind, NetworkKind, FlowKind {

    private final ListedForm<F> form;
    private final Needs needs;

    ListedKind(ListedForm<F> form, Needs needs) {
        this.form = form;
        this.needs = needs;
    }

    /** What a listing shows. */
    abstract F facts(Signal listing);

    /** Whether it tells of bytes in the way that this kind reads them. */
    boolean moves(Signal signal) {
        return signal.hasAccess();
    }

    /** The way that the bytes of such a signal went; empty when it does not matter to this kind. */
    abstract Optional<Lane> lane(Signal signal);

    /** Folds the bytes of such a signal; says how many parts of it came too late. */
    int move(Listed<F> listed, Lane lane, Signal signal, @Nullable Hour closed) {
        return ListedIntake.move(listed, lane, signal.getAccess(), closed);
    }

    /** How many days of final hours are kept. */
    abstract int daysKept();

    /** How many parts of the traffic are kept one by one. */
    abstract int parts();

    /** What is said for good. */
    abstract List<Judgement> judge(View<F> view, Bounds bounds);

    /** What is said provisionally. */
    List<Judgement> surmise(View<F> view, Bounds bounds) {
        return judge(view, bounds);
    }

    @Override
    ListedForm<F> form() {
        return form;
    }

    @Override
    Needs needs() {
        return needs;
    }

    @Override
    Optional<String> key(Arn resource) {
        return form.resources().test(resource) ? Optional.of(form.key(resource.root())) : Optional.empty();
    }

    @Override
    boolean keeps(Signal signal) {
        if (moves(signal)) {
            return lane(signal).isPresent();
        }
        Arn resource = Arn.parse(signal.getResource());
        return resource.equals(resource.root()) && (signal.hasInventory() || ListedIntake.isEnd(signal));
    }

    @Override
    void check(Signal signal) throws MalformedSignalException {
        ListedIntake.check(signal);
    }

    @Override
    Hour earliest(Signal signal) {
        return ListedIntake.earliest(signal);
    }

    @Override
    Place place(Listed<F> listed) {
        return new Place(listed.account(), listed.region());
    }

    /** A listing is late where it was made; all else where the resource was last listed. */
    @Override
    Place place(Listed<F> listed, Signal signal) {
        return signal.hasInventory() ? new Place(signal.getAccount(), signal.getRegion()) : place(listed);
    }

    @Override
    int fold(Listed<F> listed, Signal signal, @Nullable Hour closed) {
        if (moves(signal)) {
            return move(listed, lane(signal).orElseThrow(), signal, closed);
        }
        return signal.hasInventory()
                ? ListedIntake.see(listed, signal.getObservedAt(), facts(signal), closed)
                : ListedIntake.see(listed, signal.getChanged().getTime(), null, closed);
    }

    @Override
    List<Judgement> settle(Listed<F> listed, Hour hour, Bounds bounds) {
        listed.close(hour, daysKept(), parts());
        return judge(listed.at(hour, bounds.horizon().listings()), bounds);
    }

    /**
     * Of what is provisional nothing stays, so that here the first listing may tell of the hours before it, however late it
     * was: else there would be nothing to say until the hour of that listing has ended.
     */
    @Override
    List<Judgement> glimpse(Listed<F> listed, Hour newest, Bounds bounds) {
        Hour glimpsed = listed.glimpsed();
        if (glimpsed != null && !glimpsed.isBefore(newest)) {
            return List.of();
        }
        List<Judgement> judgements = surmise(listed.at(newest, Long.MAX_VALUE), bounds);
        listed.watch();
        listed.course().glimpse(newest);
        return judgements;
    }

    @Override
    Exhibit show(Listed<F> listed, Hour hour, Bounds bounds) {
        View<F> view = listed.at(hour, Long.MAX_VALUE);
        return new Exhibit(
                listed.course().born().orElse(null),
                view.facts(),
                List.of(),
                List.of(),
                Explanation.Flow.of(view.traffic(daysShown() * Hour.PER_DAY)),
                surmise(view, bounds));
    }

    private int daysShown() {
        return daysKept() - 1;
    }
}
