package dev.gleaner.analyzer.profile.instance;

import dev.gleaner.analyzer.profile.BackfillHorizon;
import dev.gleaner.analyzer.profile.EvaluationSubject;
import dev.gleaner.analyzer.profile.Hour;
import dev.gleaner.analyzer.profile.Point;
import dev.gleaner.analyzer.profile.ProfileTimeline;
import dev.gleaner.analyzer.profile.Series;
import dev.gleaner.analyzer.profile.gpu.CardForm;
import dev.gleaner.analyzer.profile.gpu.CardReading;
import dev.gleaner.analyzer.profile.gpu.GpuHour;
import dev.gleaner.analyzer.profile.gpu.GpuState;
import dev.gleaner.contracts.resource.Arn;
import java.time.Instant;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * What is known of one resource: its metrics by hour and what happened to it. Folding the same thing twice or in another
 * order gives the same profile, as long as it comes before its hour is closed.
 */
public final class InstanceProfile implements EvaluationSubject {

    /** Readings run ahead of what is judged by an hour or two. */
    private static final int HOURS_AHEAD = 3;

    /** As many as are kept by default. */
    private static final int HOURS_BACK = 14 * Hour.PER_DAY;

    private final String resource;
    private final Arn arn;
    private final FactsHistory history;
    private final Map<InstanceMetric, Series<Point, MetricHour>> series = new EnumMap<>(InstanceMetric.class);
    private final Map<String, String> cardNames;
    private final Map<String, Series<CardReading, GpuHour>> cards = new TreeMap<>();
    private final ProfileTimeline profileTimeline;
    private @Nullable Hour lastProvisionalGpus;
    private boolean gpusAwaited;

    InstanceProfile(ProfileHeader header) {
        resource = header.resource();
        arn = Arn.parse(resource);
        history = new FactsHistory(header.base());
        profileTimeline = new ProfileTimeline(header.born(), header.first(), header.closed(), header.glimpsed());
        lastProvisionalGpus = Hour.stored(header.glimpsedCards());
        gpusAwaited = header.cardsAwaited();
        for (InstanceMetric instanceMetric : InstanceMetric.values()) {
            series.put(instanceMetric, new Series<>(MetricForm.INSTANCE));
        }
        cardNames = new TreeMap<>(header.cards());
        cardNames.keySet().forEach(uuid -> cards.put(uuid, new Series<>(CardForm.INSTANCE)));
    }

    /** A resource of which nothing is known yet. */
    public static InstanceProfile of(String resource) {
        return new InstanceProfile(ProfileHeader.of(resource));
    }

    /** Its ARN. */
    public String resource() {
        return resource;
    }

    /** Its ARN, read. */
    public Arn arn() {
        return arn;
    }

    @Override
    public String key() {
        return resource;
    }

    /** Takes a value of a metric in. */
    void fold(InstanceMetric instanceMetric, Hour hour, Point point) {
        profileTimeline.seen(hour);
        profileTimeline.bornBy(hour.start().toEpochMilli() + point.minute() * 60_000L);
        series(instanceMetric).put(hour, point);
    }

    /** Takes a reading of a card in. */
    void fold(String uuid, String name, Hour hour, CardReading reading) {
        profileTimeline.seen(hour);
        profileTimeline.bornBy(hour.start().toEpochMilli() + reading.second() * 1000L);
        // Of two names the greater one: a choice that no order changes.
        String known = cardNames.get(uuid);
        if (known == null || name.compareTo(known) > 0) {
            cardNames.put(uuid, name);
            profileTimeline.change();
        }
        card(uuid).put(hour, reading);
    }

    /** Takes a change in. */
    void fold(Change change) {
        profileTimeline.seen(Hour.knowing(change.time()));
        history.add(change);
        if (change.kind() == Change.Kind.CREATED) {
            profileTimeline.bornBy(change.time());
        }
    }

    /** Takes an inventory's view in. */
    void fold(Listing listing) {
        profileTimeline.seen(Hour.knowing(listing.time()));
        history.add(listing);
        profileTimeline.bornBy(listing.time());
    }

    /**
     * The time up to which all GPUs that were read in the hours up to an evaluated one have been idle since; empty when one was,
     * or may have been, active.
     *
     * @param hours number of these hours, including the evaluated one
     */
    public Optional<Instant> gpusIdleThrough(Hour judged, int hours) {
        Instant through = Instant.MAX;
        for (String uuid : cards()) {
            List<@Nullable GpuHour> before = card(uuid).read(judged.plus(1L - hours), hours);
            if (before.stream().anyMatch(Objects::nonNull)) {
                Instant idle = idleThrough(uuid, judged);
                through = idle.isBefore(through) ? idle : through;
            }
        }
        return through.equals(Instant.MAX) || through.equals(Instant.MIN) ? Optional.empty() : Optional.of(through);
    }

    private Instant idleThrough(String uuid, Hour judged) {
        Instant through = judged.end();
        for (Hour hour = judged.plus(1); hour.number() <= judged.number() + HOURS_AHEAD; hour = hour.plus(1)) {
            GpuHour slot = card(uuid).read(hour, 1).get(0);
            if (slot != null && slot.state().compareTo(GpuState.HELD) > 0) {
                return Instant.MIN;
            }
            through = slot == null ? through : hour.start().plusSeconds(slot.last());
        }
        return through;
    }

    /**
     * The last reading of an active GPU in the hours that are kept; empty when there is none.
     *
     * @param judged evaluated hour; readings of some hours after it are included
     */
    public Optional<Instant> lastWork(Hour judged) {
        return last(judged, GpuHour::lastWork);
    }

    /** The last reading of a GPU that was active or held by a process. */
    public Optional<Instant> lastProcess(Hour judged) {
        return last(judged, GpuHour::lastProcess);
    }

    private Optional<Instant> last(Hour judged, ToIntFunction<GpuHour> second) {
        Hour from = judged.plus(1L - HOURS_BACK);
        return cards().stream()
                .flatMap(uuid -> last(from, card(uuid).read(from, HOURS_BACK + HOURS_AHEAD), second).stream())
                .max(Comparator.naturalOrder());
    }

    private static Optional<Instant> last(Hour from, List<@Nullable GpuHour> slots, ToIntFunction<GpuHour> second) {
        for (int place = slots.size() - 1; place >= 0; place--) {
            GpuHour slot = slots.get(place);
            if (slot != null && second.applyAsInt(slot) >= 0) {
                return Optional.of(from.plus(place).start().plusSeconds(second.applyAsInt(slot)));
            }
        }
        return Optional.empty();
    }

    /** What is known at the end of an hour. */
    public InstanceSnapshot at(Hour hour, BackfillHorizon horizon) {
        return new InstanceSnapshot(this, hour, history.asOf(hour, horizon));
    }

    /** Makes an hour final: nothing of it changes any more. Days older than the kept ones are forgotten. */
    public void close(Hour hour, int daysKept) {
        series.values().forEach(one -> one.close(hour, hour.day() - daysKept));
        cards.values().forEach(one -> one.close(hour, hour.day() - daysKept));
        history.close(hour);
        profileTimeline.close(hour);
    }

    @Override
    public ProfileTimeline timeline() {
        return profileTimeline;
    }

    /** The last hour for which the rules that use GPU readings were evaluated provisionally. */
    public @Nullable Hour lastProvisionalGpus() {
        return lastProvisionalGpus;
    }

    /**
     * Whether the last provisional evaluation of these rules was before any source of GPU readings had reported, so that
     * readings of that hour may have been missing.
     */
    public boolean gpusAwaited() {
        return gpusAwaited;
    }

    /**
     * Records that the rules that use GPU readings were evaluated provisionally for an hour.
     *
     * @param awaited whether no source of GPU readings had reported by then
     */
    public void markProvisionalGpus(Hour hour, boolean awaited) {
        lastProvisionalGpus = hour;
        gpusAwaited = awaited;
        profileTimeline.change();
    }

    @Override
    public boolean isOver() {
        return Lifecycle.TERMINATED.equals(history.base().state())
                && history.isEmpty()
                && series.values().stream().allMatch(Series::isEmpty)
                && cards.values().stream().allMatch(Series::isEmpty);
    }

    @SuppressWarnings("NullAway") // the constructor puts all of them in
    Series<Point, MetricHour> series(InstanceMetric instanceMetric) {
        return series.get(instanceMetric);
    }

    Series<CardReading, GpuHour> card(String uuid) {
        return cards.computeIfAbsent(uuid, key -> new Series<>(CardForm.INSTANCE));
    }

    /** Whether anything is kept of any card. */
    boolean hasGpus() {
        return !cards.isEmpty();
    }

    /** Whether a card was read in any hour that is kept, up to and with this one. */
    public boolean hasGpus(Hour hour) {
        return cards.values().stream().anyMatch(card -> card.reaches(hour));
    }

    /** How many cards were read in any hour that is kept, up to and with this one. */
    int knownCards(Hour hour) {
        return (int) cards.values().stream().filter(card -> card.reaches(hour)).count();
    }

    /** Cards of which anything is kept. */
    List<String> cards() {
        return List.copyOf(cards.keySet());
    }

    /** Model of a card; empty when it was not told. */
    String cardName(String uuid) {
        return cardNames.getOrDefault(uuid, "");
    }

    /** A card that is gone since the host was moved is not kept for ever. */
    void forgetCards() {
        List<String> gone =
                cards().stream().filter(uuid -> card(uuid).isEmpty()).toList();
        gone.forEach(uuid -> {
            cards.remove(uuid);
            cardNames.remove(uuid);
            profileTimeline.change();
        });
    }

    FactsHistory history() {
        return history;
    }

    ProfileHeader header() {
        return new ProfileHeader(
                resource,
                profileTimeline.bornMillis(),
                Hour.stored(profileTimeline.first()),
                Hour.stored(profileTimeline.closed()),
                Hour.stored(profileTimeline.lastProvisional()),
                Hour.stored(lastProvisionalGpus),
                gpusAwaited,
                history.base(),
                cardNames);
    }
}
