package dev.gleaner.analyzer.profile.instance;

import dev.gleaner.analyzer.profile.BackfillHorizon;
import dev.gleaner.analyzer.profile.EvaluatedHours;
import dev.gleaner.analyzer.profile.EvaluationSubject;
import dev.gleaner.analyzer.profile.Hour;
import dev.gleaner.analyzer.profile.ProfileTimeline;
import dev.gleaner.analyzer.profile.Series;
import dev.gleaner.analyzer.profile.gpu.CardForm;
import dev.gleaner.analyzer.profile.gpu.CardReading;
import dev.gleaner.analyzer.profile.gpu.GpuHour;
import dev.gleaner.analyzer.profile.gpu.GpuState;
import dev.gleaner.contracts.resource.Arn;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Comparator;
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

    private static final byte VERSION = 2;
    private static final byte FACTS_VERSION = 2;
    private static final int GPUS_AWAITED = 1;
    private static final int HAS_GPUS = 2;

    /** How far it is evaluated follows, unless that is stored for all subjects of its account and region. */
    private static final int HAS_EVALUATED = 4;

    private static final int NOTHING_THROUGH = 2;
    private static final int TYPICAL_SIZE = 500;

    private final String resource;
    private final Arn arn;
    private final HourQuantizer quantizer;
    private final UsageHistory usage;
    private final ProfileTimeline profileTimeline;
    private final StoredRows storedRows;

    private int nothingThrough = Integer.MIN_VALUE;
    private int limitsHash;
    private boolean rowChanged;

    /** Read on first use: most signals do not need it. */
    private @Nullable FactsHistory history;

    private @Nullable Hour closedHistory;
    private final Map<String, String> cardNames = new TreeMap<>();
    private final Map<String, Series<CardReading, GpuHour>> cards = new TreeMap<>();
    private boolean gpuNamesChanged;
    private boolean hasGpus;

    private InstanceProfile(
            String resource, HourQuantizer quantizer, int hoursKept, StoredRows storedRows, ProfileTimeline timeline) {
        this.resource = resource;
        this.arn = Arn.parse(resource);
        this.storedRows = storedRows;
        this.profileTimeline = timeline;
        this.quantizer = quantizer;
        this.usage = new UsageHistory(quantizer, hoursKept, storedRows::past);
    }

    /** Rows of a profile that are read on first use only. */
    interface StoredRows {

        /** Without any. */
        StoredRows NONE = new StoredRows() {
            @Override
            public byte @Nullable [] past() {
                return null;
            }

            @Override
            public byte @Nullable [] facts() {
                return null;
            }
        };

        /** The {@link PastHours}; null if there are none. */
        byte @Nullable [] past();

        /** Facts and names of GPUs; null if there are none. */
        byte @Nullable [] facts();
    }

    /** An instance of which nothing is known yet. */
    static InstanceProfile blank(String resource, HourQuantizer quantizer, int hoursKept, StoredRows storedRows) {
        return new InstanceProfile(
                resource, quantizer, hoursKept, storedRows, new ProfileTimeline(null, null, EvaluatedHours.NONE));
    }

    /** From the row that {@link #encode} wrote. */
    static InstanceProfile decode(
            String resource, byte[] row, HourQuantizer quantizer, int hoursKept, StoredRows storedRows) {
        RowBuffer buffer = RowBuffer.of(row);
        byte version = buffer.getByte();
        if (version != VERSION) {
            throw new IllegalStateException("the profile of " + resource + " has the format " + version
                    + ", which this version does not read; rebuild the state as the changelog describes");
        }
        int flags = buffer.getByte();
        int nothingThrough = buffer.getInt();
        int limitsHash = buffer.getInt();
        long born = buffer.getLong();
        Long first = number(buffer);
        EvaluatedHours evaluated = (flags & HAS_EVALUATED) == 0
                ? EvaluatedHours.NONE
                : new EvaluatedHours(
                        Hour.stored(number(buffer)),
                        Hour.stored(number(buffer)),
                        Hour.stored(number(buffer)),
                        (flags & GPUS_AWAITED) != 0);
        ProfileTimeline timeline = new ProfileTimeline(born == Long.MIN_VALUE ? null : born, first, evaluated);
        InstanceProfile profile = new InstanceProfile(resource, quantizer, hoursKept, storedRows, timeline);
        profile.nothingThrough = nothingThrough;
        profile.limitsHash = limitsHash;
        profile.usage.read(buffer);
        profile.hasGpus = (flags & HAS_GPUS) != 0;
        return profile;
    }

    /** Whether {@link #encode} returns something else than what was stored. */
    boolean takeRowChanged() {
        boolean timelineChanged = profileTimeline.takeChanged();
        return timelineChanged || usage.isChanged() || rowChanged;
    }

    /** What is written with each signal: how far hours are evaluated, and the recent ones. */
    byte[] encode() {
        RowBuffer row = RowBuffer.ofSize(TYPICAL_SIZE);
        EvaluatedHours evaluated = profileTimeline.ownEvaluated();
        row.putByte(VERSION);
        boolean hasEvaluated = !evaluated.equals(EvaluatedHours.NONE);
        row.putByte((hasEvaluated ? HAS_EVALUATED : 0)
                | (evaluated.gpusAwaited() ? GPUS_AWAITED : 0)
                | (hasGpus() ? HAS_GPUS : 0));
        row.putInt(nothingThrough);
        row.putInt(limitsHash);
        Long born = profileTimeline.bornMillis();
        row.putLong(born == null ? Long.MIN_VALUE : born);
        putNumber(row, profileTimeline.first());
        if (hasEvaluated) {
            putNumber(row, evaluated.closed());
            putNumber(row, evaluated.provisional());
            putNumber(row, evaluated.provisionalGpus());
        }
        usage.write(row);
        rowChanged = false;
        return row.toBytes();
    }

    /** What is written when it changed: facts and names of GPUs; null if neither did. */
    byte @Nullable [] encodeFacts() {
        FactsHistory known = history;
        if (known == null) {
            return null;
        }
        boolean factsChanged = known.takeChanged();
        if (!factsChanged && !gpuNamesChanged) {
            return null;
        }
        gpuNamesChanged = false;
        RowBuffer row = RowBuffer.ofSize(TYPICAL_SIZE);
        row.putByte(FACTS_VERSION);
        known.write(row);
        FactsRow.write(row, cardNames);
        return row.toBytes();
    }

    private static @Nullable Long number(RowBuffer row) {
        int number = row.getInt();
        return number == Integer.MIN_VALUE ? null : (long) number;
    }

    private static void putNumber(RowBuffer row, @Nullable Hour hour) {
        row.putInt(hour == null ? Integer.MIN_VALUE : (int) hour.number());
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

    /**
     * Adds points of a metric in one hour.
     *
     * @param isSettled whether points of the hour can no longer be replaced
     */
    void fold(InstanceMetric instanceMetric, Hour hour, List<OpenHour.Point> points, boolean isSettled) {
        profileTimeline.seen(hour);
        profileTimeline.bornBy(hour.start().toEpochMilli() + points.get(0).minute() * 60_000L);
        usage.put(instanceMetric, hour, points, isSettled);
    }

    /** Keeps only sums of the hours up to one, whose points can no longer be replaced. */
    void settle(Hour through) {
        usage.settle(through);
    }

    /** Takes a reading of a card in. */
    void fold(String uuid, String name, Hour hour, CardReading reading) {
        profileTimeline.seen(hour);
        profileTimeline.bornBy(hour.start().toEpochMilli() + reading.second() * 1000L);
        history();
        // Of two names the greater one: a choice that no order changes.
        String known = cardNames.get(uuid);
        if (known == null || name.compareTo(known) > 0) {
            cardNames.put(uuid, name);
            gpuNamesChanged = true;
        }
        rowChanged |= !hasGpus();
        card(uuid).put(hour, reading);
    }

    /** Takes a change in. */
    void fold(Change change) {
        profileTimeline.seen(Hour.knowing(change.time()));
        history().add(change);
        if (change.kind() == Change.Kind.CREATED) {
            profileTimeline.bornBy(change.time());
        }
    }

    /** Takes an inventory's view in. */
    void fold(Listing listing) {
        profileTimeline.seen(Hour.knowing(listing.time()));
        history().add(listing);
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
        return new InstanceSnapshot(this, hour, history().asOf(hour, horizon));
    }

    /** Makes the hours up to one final: nothing of them changes any more. Days older than the kept ones are forgotten. */
    public void close(Hour hour, int daysKept) {
        usage.close(hour);
        cards.values().forEach(one -> one.close(hour, hour.day() - daysKept));
        closedHistory = hour;
        FactsHistory known = history;
        if (known != null) {
            known.close(hour);
        }
        profileTimeline.close(hour);
    }

    /** Whether a day was moved to the past hours, or hours need not be evaluated, since the profile was stored. */
    public boolean isChangedByEvaluation() {
        return usage.isPastChanged() || rowChanged;
    }

    /** Whether it is certain by a stored row that no rule with certain limits finds anything in the hours up to one. */
    public static boolean isCertainlyNothing(byte[] row, Hour through, int limitsHash) {
        if (row[0] != VERSION || (row[1] & HAS_GPUS) != 0) {
            return false;
        }
        ByteBuffer buffer = ByteBuffer.wrap(row);
        return buffer.getInt(NOTHING_THROUGH) >= through.number()
                && buffer.getInt(NOTHING_THROUGH + Integer.BYTES) == limitsHash;
    }

    /** Whether it is certain that no rule with certain limits finds anything in the hours up to one. */
    public boolean isCertainlyNothing(Hour through, int hash) {
        return nothingThrough >= through.number() && limitsHash == hash;
    }

    /** Records that no rule with certain limits finds anything in the hours up to one, unless GPUs are read. */
    public void markCertainlyNothing(Hour through, int hash) {
        nothingThrough = (int) through.number();
        limitsHash = hash;
        rowChanged = true;
    }

    @Override
    public ProfileTimeline timeline() {
        return profileTimeline;
    }

    @Override
    public boolean isOver() {
        return usage.isEmpty(closed())
                && Lifecycle.TERMINATED.equals(history().base().state())
                && history().isEmpty()
                && cards.values().stream().allMatch(Series::isEmpty);
    }

    /** Rounds what is kept of the hours. */
    HourQuantizer quantizer() {
        return quantizer;
    }

    /** CPU and network by hour. */
    UsageHistory usage() {
        return usage;
    }

    Series<CardReading, GpuHour> card(String uuid) {
        history();
        return cards.computeIfAbsent(uuid, key -> new Series<>(CardForm.INSTANCE));
    }

    /** Whether anything is kept of any card. */
    boolean hasGpus() {
        return history == null ? hasGpus : !cards.isEmpty();
    }

    /** Whether a card was read in any hour that is kept, up to and with this one. */
    public boolean hasGpus(Hour hour) {
        return hasGpus() && cards.values().stream().anyMatch(card -> card.reaches(hour));
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
            gpuNamesChanged = true;
            rowChanged = true;
        });
    }

    FactsHistory history() {
        FactsHistory known = history;
        if (known == null) {
            known = readFacts(storedRows.facts());
            if (closedHistory != null) {
                known.close(closedHistory);
            }
            history = known;
        }
        return known;
    }

    private FactsHistory readFacts(byte @Nullable [] row) {
        if (row == null) {
            return new FactsHistory(InstanceFacts.UNKNOWN);
        }
        RowBuffer buffer = RowBuffer.of(row);
        byte version = buffer.getByte();
        if (version != FACTS_VERSION) {
            throw new IllegalStateException("the facts of " + resource + " have the format " + version
                    + ", which this version does not read; rebuild the state as the changelog describes");
        }
        FactsHistory read = FactsHistory.read(buffer);
        Map<String, String> names = FactsRow.readMap(buffer);
        if (names != null) {
            cardNames.putAll(names);
            names.keySet().forEach(uuid -> cards.put(uuid, new Series<>(CardForm.INSTANCE)));
        }
        return read;
    }
}
