package dev.gleaner.analyzer.analysis;

import dev.gleaner.analyzer.analysis.Explanation.GpuTrack;
import dev.gleaner.analyzer.analysis.Explanation.Track;
import dev.gleaner.analyzer.finding.Judgement;
import dev.gleaner.analyzer.finding.Telling;
import dev.gleaner.analyzer.profile.CardLimits;
import dev.gleaner.analyzer.profile.Gauge;
import dev.gleaner.analyzer.profile.Hour;
import dev.gleaner.analyzer.profile.Intake;
import dev.gleaner.analyzer.profile.MalformedSignalException;
import dev.gleaner.analyzer.profile.Profile;
import dev.gleaner.analyzer.profile.ProfileForm;
import dev.gleaner.analyzer.profile.Snapshot;
import dev.gleaner.analyzer.profile.SubjectForm;
import dev.gleaner.analyzer.rule.Rule;
import dev.gleaner.contracts.resource.Arn;
import dev.gleaner.contracts.signal.proto.Signal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** EC2 instances and their cards, by what they measure. */
final class InstanceKind extends Kind<Profile> {

    private static final Needs NEEDS = Needs.of(Need.INVENTORY, Need.METRICS);

    private final Panel<Snapshot> panel;
    private final CardLimits cards;

    /** With what a reading of a card says before rules see it. */
    InstanceKind(Panel<Snapshot> panel, CardLimits cards) {
        this.panel = panel;
        this.cards = cards;
    }

    @Override
    SubjectForm<Profile> form() {
        return ProfileForm.INSTANCE;
    }

    @Override
    Needs needs() {
        return NEEDS;
    }

    @Override
    Optional<String> key(Arn resource) {
        boolean isInstance =
                resource.service().equals("ec2") && resource.resource().equals("instance/" + resource.id());
        return isInstance ? Optional.of(resource.toString()) : Optional.empty();
    }

    @Override
    boolean keeps(Signal signal) {
        return Intake.isKept(signal);
    }

    @Override
    void check(Signal signal) throws MalformedSignalException {
        Intake.check(signal);
    }

    @Override
    Hour earliest(Signal signal) {
        return Intake.earliest(signal);
    }

    @Override
    Place place(Profile profile) {
        return Place.of(profile.arn());
    }

    @Override
    int fold(Profile profile, Signal signal, @Nullable Hour closed) {
        return Intake.fold(profile, signal, cards, closed);
    }

    @Override
    void confirm(Profile profile, Signal signal, EpisodeShelf episodes, Telling telling) {
        if (signal.hasGpu()) {
            new CardWatch(profile, panel.rules(), episodes, telling).confirm();
        }
    }

    @Override
    List<Question> questions(Profile profile) {
        return panel.questions(profile.resource()).toList();
    }

    @Override
    List<Judgement> settle(Profile profile, Hour hour, Bounds bounds) {
        profile.close(hour, panel.daysKept());
        return judge(profile, hour, bounds, rule -> true);
    }

    /**
     * By the rules that read cards once all readings of that hour have come; those that ask cards among other things wait
     * only where there are some, as they would miss those of the newest hours. As long as no source of readings has reported
     * nobody knows whether there is one: an hour that was judged by then is judged again once there is.
     */
    @Override
    List<Judgement> glimpse(Profile profile, Hour newest, Bounds bounds) {
        List<Judgement> judgements = new ArrayList<>();
        Hour first = profile.course().first();
        if (first == null || newest.isBefore(first)) {
            return judgements;
        }
        boolean hasCards = profile.hasCards(newest);
        Predicate<Rule<Snapshot>> waits = rule -> rule.readsCards() || (hasCards && rule.asksCards());
        boolean again = profile.cardsAwaited() && bounds.readsCards() && !bounds.awaitsCards(newest);
        if (isNew(newest, profile.glimpsed()) || again) {
            judgements.addAll(judge(profile, newest, bounds, waits.negate()));
            profile.course().glimpse(newest);
        }
        if ((isNew(newest, profile.glimpsedCards()) && !bounds.awaitsCards(newest)) || again) {
            judgements.addAll(judge(profile, newest, bounds, waits));
            profile.glimpseCards(newest, !bounds.readsCards());
        }
        return judgements;
    }

    @Override
    Exhibit show(Profile profile, Hour hour, Bounds bounds) {
        Snapshot snapshot = profile.at(hour, bounds.horizon());
        return new Exhibit(
                snapshot.born().orElse(null),
                snapshot.facts(),
                Arrays.stream(Gauge.values())
                        .map(gauge -> Track.of(gauge.metric(), snapshot.window(gauge, panel.hours())))
                        .toList(),
                snapshot.cards(panel.hours()).stream()
                        .map(gpu -> GpuTrack.of(gpu, hour.plus(1L - panel.hours())))
                        .toList(),
                List.of(),
                judge(profile, hour, bounds, rule -> true));
    }

    private List<Judgement> judge(Profile profile, Hour hour, Bounds bounds, Predicate<Rule<Snapshot>> which) {
        Snapshot snapshot = profile.at(hour, bounds.horizon());
        return panel.rules().stream()
                .filter(which)
                .map(rule -> judge(rule, snapshot, bounds))
                .toList();
    }

    /** Rules about cards have nothing to wait for where there are none. */
    private Judgement judge(Rule<Snapshot> rule, Snapshot snapshot, Bounds bounds) {
        boolean isAbsent = rule.readsCards() && !snapshot.hasReadCards();
        return isAbsent ? panel.judge(rule, snapshot) : panel.judge(rule, snapshot, bounds);
    }

    private static boolean isNew(Hour hour, @Nullable Hour glimpsed) {
        return glimpsed == null || glimpsed.isBefore(hour);
    }
}
