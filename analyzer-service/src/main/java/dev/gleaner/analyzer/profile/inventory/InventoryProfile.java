package dev.gleaner.analyzer.profile.inventory;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.CodedOutputStream;
import dev.gleaner.analyzer.profile.EvaluatedHours;
import dev.gleaner.analyzer.profile.EvaluationSubject;
import dev.gleaner.analyzer.profile.Hour;
import dev.gleaner.analyzer.profile.ProfileTimeline;
import dev.gleaner.analyzer.profile.history.CounterKey;
import dev.gleaner.analyzer.profile.history.CounterSample;
import dev.gleaner.analyzer.profile.history.CounterSum;
import dev.gleaner.analyzer.profile.history.DailyUseHistory;
import dev.gleaner.analyzer.profile.history.HourlyCounterHistory;
import dev.gleaner.analyzer.profile.prefix.ContentHistory;
import dev.gleaner.analyzer.profile.reuse.ObjectRead;
import dev.gleaner.analyzer.profile.reuse.ReuseHistory;
import dev.gleaner.analyzer.profile.reuse.ReuseWorth;
import dev.gleaner.analyzer.profile.training.CheckpointHistory;
import dev.gleaner.analyzer.profile.training.HostLaunch;
import dev.gleaner.analyzer.profile.volume.VolumeIoHistory;
import dev.gleaner.contracts.recurrence.WorkDays;
import dev.gleaner.contracts.signal.proto.Metric;
import java.io.IOException;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What is known of one resource that inventories list: its listings, the bytes to it and from it, the I/O of a volume, and the checkpoints
 * of a host. Folding the same signal
 * twice or in another order gives the same, as long as it comes before its hour is final.
 *
 * @param <F> the facts in a listing
 */
public final class InventoryProfile<F extends InventoryFacts> implements EvaluationSubject {

    /** Days before an evaluated hour that need not be final yet. */
    private static final int RECENT_DAYS = 62;

    private final String key;
    private final String resource;
    private final ListingHistory<F> listings;
    private final UnusedRunHistory uses;
    private final boolean tracksUse;
    private final HourlyCounterHistory traffic = new HourlyCounterHistory();
    private final DailyUseHistory useDays = new DailyUseHistory();
    private final VolumeIoHistory volumeUse = new VolumeIoHistory();
    private final ReuseHistory reuse = new ReuseHistory();
    private final ContentHistory contents = new ContentHistory();
    private final CheckpointHistory checkpoints = new CheckpointHistory();
    private final Set<String> watched = new TreeSet<>();
    private final ProfileTimeline profileTimeline;
    private boolean watchedChanged;
    private @Nullable Long placed;
    private String account = "";
    private String region = "";

    private InventoryProfile(
            String key,
            String resource,
            ProfileTimeline profileTimeline,
            ListingHistory<F> listings,
            UnusedRunHistory uses,
            boolean tracksUse) {
        this.key = key;
        this.resource = resource;
        this.profileTimeline = profileTimeline;
        this.listings = listings;
        this.uses = uses;
        this.tracksUse = tracksUse;
    }

    /**
     * A resource of which nothing is known yet.
     *
     * @param tracksUse whether its facts are {@link UsedFacts}
     */
    static <F extends InventoryFacts> InventoryProfile<F> blank(String key, String resource, boolean tracksUse) {
        ProfileTimeline timeline = new ProfileTimeline(null, null, EvaluatedHours.NONE);
        return new InventoryProfile<>(
                key, resource, timeline, new ListingHistory<>(), new UnusedRunHistory(), tracksUse);
    }

    /** What {@link #write} wrote: everything but facts and traffic. */
    static <F extends InventoryFacts> InventoryProfile<F> read(
            String key, String resource, boolean tracksUse, CodedInputStream row) throws IOException {
        @Nullable Long born = readNumber(row);
        @Nullable Long first = readNumber(row);
        EvaluatedHours evaluated =
                new EvaluatedHours(Hour.stored(readNumber(row)), Hour.stored(readNumber(row)), null, false);
        ProfileTimeline timeline = new ProfileTimeline(born, first, evaluated);
        @Nullable Long placed = readNumber(row);
        String account = row.readString();
        String region = row.readString();
        ListingHistory<F> listings = ListingHistory.read(row);
        UnusedRunHistory uses = tracksUse ? UnusedRunHistory.read(row) : new UnusedRunHistory();
        InventoryProfile<F> profile = new InventoryProfile<>(key, resource, timeline, listings, uses, tracksUse);
        profile.placed = placed;
        profile.account = account;
        profile.region = region;
        return profile;
    }

    void write(CodedOutputStream row) throws IOException {
        writeNumber(row, profileTimeline.bornMillis());
        writeNumber(row, Hour.stored(profileTimeline.first()));
        writeNumber(row, Hour.stored(closed()));
        writeNumber(row, Hour.stored(lastProvisional()));
        writeNumber(row, placed);
        row.writeStringNoTag(account);
        row.writeStringNoTag(region);
        listings.write(row);
        if (tracksUse) {
            uses.write(row);
        }
    }

    /** ARN. */
    public String resource() {
        return resource;
    }

    /** Account it was last listed in; empty as long as it was not. */
    public String account() {
        return account;
    }

    /** Region it was last listed in; empty as long as it was not. */
    public String region() {
        return region;
    }

    /** Adds a listing; null for a deletion. */
    public void see(long time, @Nullable F facts) {
        profileTimeline.seen(Hour.knowing(time));
        listings.add(time, facts);
        if (tracksUse) {
            uses.add(time, !(facts instanceof UsedFacts used) || used.inUse());
        }
        if (facts != null) {
            profileTimeline.bornBy(time);
            place(time, facts);
        }
    }

    /** Adds transfers on one route in one hour. */
    void move(Hour hour, List<CounterSample> transfers) {
        profileTimeline.seen(hour);
        profileTimeline.bornBy(hour.startMillis());
        traffic.put(hour, transfers);
    }

    /** Adds numbers that a listing tells of one hour. The resource exists by the time of the listing, and not from the start of that hour. */
    void count(Hour hour, List<CounterSample> listed) {
        profileTimeline.seen(hour);
        traffic.put(hour, listed);
    }

    /** Adds the values of a metric of a volume in one hour. */
    void use(Hour hour, VolumeIoHistory.VolumeMetric name, Metric metric) {
        profileTimeline.seen(hour);
        profileTimeline.bornBy(hour.startMillis());
        volumeUse.put(hour, name, metric);
    }

    /** Adds a minute in which a training run was saved. */
    void save(Hour hour, String run, long minute, HostLaunch launch) {
        profileTimeline.seen(hour);
        profileTimeline.bornBy(hour.startMillis());
        checkpoints.put(run, minute, launch);
    }

    /**
     * Adds reads of a part, to know how often its objects are read again.
     *
     * @param closed the last final hour; null if there is none yet
     */
    void read(String part, List<ObjectRead> reads, @Nullable Hour closed) {
        reuse.put(part, reads, closed);
    }

    /** Adds a transfer in one hour, with the bytes of the resources that had a part in it. */
    void move(Hour hour, CounterSample transfer, Map<String, Long> talkers) {
        profileTimeline.seen(hour);
        profileTimeline.bornBy(hour.startMillis());
        traffic.put(hour, transfer, talkers);
    }

    /** Records that something is known of an hour, or of one before it. */
    void know(Hour hour) {
        profileTimeline.seen(hour);
    }

    /** How many transfers were known already, since the last call. */
    public int takeRepeated() {
        return traffic.takeRepeated();
    }

    /**
     * What is known at the end of an hour.
     *
     * @param horizon time up to which a first listing applies to the time before it, epoch milliseconds
     */
    public InventorySnapshot<F> at(Hour hour, long horizon) {
        return new InventorySnapshot<>(this, hour, listings.asOf(hour, horizon));
    }

    /** The same as if all re-reads might pay. */
    public void close(Hour hour, int daysKept, int parts) {
        close(hour, daysKept, parts, (reuse, repeated, part) -> true);
    }

    /**
     * Makes an hour final: nothing of it changes any more. Days older than the kept ones are forgotten.
     *
     * @param daysKept days of final hours, the one of the hour included
     * @param parts how many parts of its traffic are kept one by one
     * @param worth of which parts the details of repeated reads are kept
     */
    public void close(Hour hour, int daysKept, int parts, ReuseWorth worth) {
        reuse.count(hour, traffic.transfers(hour));
        listings.close(hour);
        uses.close(hour);
        traffic.close(hour, hour.day() - daysKept + 1, parts);
        volumeUse.close(hour, hour.day() - daysKept + 1);
        checkpoints.forgetBefore(hour.day() - daysKept + 1);
        if (hour.ofDay() == Hour.PER_DAY - 1 && !reuse.isEmpty()) {
            reuse.closeDay(hour.day(), traffic.window(hour, Hour.PER_DAY, null), parts, worth);
        }
        profileTimeline.close(hour);
    }

    /**
     * Keeps how much it was used on each day whose hours are final, as far as they are still kept one by one.
     *
     * @param use of a day; empty if nothing is known of it
     */
    public void keepUse(Hour closed, int daysKept, DayUse use) {
        long complete = closed.ofDay() == Hour.PER_DAY - 1 ? closed.day() : closed.day() - 1;
        for (long day = Math.max(useDays.last() + 1, closed.day() - daysKept + 1); day <= complete; day++) {
            OptionalLong amount = use.of(endOf(day), Hour.PER_DAY);
            if (amount.isPresent()) {
                useDays.add(day, amount.getAsLong());
            }
        }
    }

    /**
     * On which of the last days up to an hour it was used, the day of the hour included.
     *
     * @param least amount from which a day was one of use
     */
    WorkDays daysUsed(Hour hour, DayUse use, double least) {
        WorkDays days = new WorkDays(LocalDate.ofEpochDay(hour.day()));
        useDays.amounts().forEach((day, amount) -> days.add(day, amount >= least));
        for (long day = Math.max(useDays.last() + 1, hour.day() - RECENT_DAYS); day <= hour.day(); day++) {
            OptionalLong amount = day == hour.day()
                    ? use.of(new InventorySnapshot<>(this, hour, null), hour.ofDay() + 1)
                    : use.of(endOf(day), Hour.PER_DAY);
            if (amount.isPresent()) {
                days.add(LocalDate.ofEpochDay(day), amount.getAsLong() >= least);
            }
        }
        return days;
    }

    private InventorySnapshot<F> endOf(long day) {
        return new InventorySnapshot<>(this, new Hour((day + 1) * Hour.PER_DAY - 1), null);
    }

    /**
     * Makes an hour of the contents of a bucket final. Those of a deleted bucket are forgotten.
     *
     * @param isObserved whether the trail was complete for the hour
     */
    public void closeContents(Hour hour, boolean isObserved) {
        if (!account.isEmpty() && listings.isOver()) {
            contents.clear();
        } else {
            contents.close(hour, isObserved);
        }
    }

    /** The parts to evaluate finally: those with final hours, and those that were evaluated before. */
    public Set<String> finalParts() {
        Set<String> parts = traffic.parts();
        parts.addAll(reuse.known());
        parts.addAll(watched);
        return parts;
    }

    /** All parts of which anything is kept, and those that were evaluated before. */
    public Set<String> parts() {
        Set<String> parts = new TreeSet<>(traffic.allParts());
        parts.addAll(reuse.known());
        parts.addAll(watched);
        return parts;
    }

    /** Records that all parts were evaluated: from now on those of which nothing is kept are no longer. */
    public void rememberParts() {
        Set<String> kept = new TreeSet<>(traffic.allParts());
        kept.addAll(reuse.known());
        if (!watched.equals(kept)) {
            watched.clear();
            watched.addAll(kept);
            watchedChanged = true;
        }
    }

    @Override
    public String key() {
        return key;
    }

    @Override
    public ProfileTimeline timeline() {
        return profileTimeline;
    }

    @Override
    public boolean isOver() {
        return listings.isOver()
                && closed() != null
                && traffic.isEmpty()
                && volumeUse.isEmpty()
                && reuse.isEmpty()
                && contents.isEmpty()
                && checkpoints.isEmpty()
                && watched.isEmpty();
    }

    /**
     * What went on each route in the last hours up to one.
     *
     * @param part to which the routes are limited; null for all
     */
    Map<CounterKey, CounterSum> traffic(Hour last, int hours, @Nullable String part) {
        return traffic.window(last, hours, part);
    }

    DailyUseHistory useDays() {
        return useDays;
    }

    HourlyCounterHistory traffic() {
        return traffic;
    }

    VolumeIoHistory volumeUse() {
        return volumeUse;
    }

    /** What is known of repeated reads of its parts. */
    public ReuseHistory reuse() {
        return reuse;
    }

    CheckpointHistory checkpoints() {
        return checkpoints;
    }

    ContentHistory contents() {
        return contents;
    }

    ListingHistory<F> listings() {
        return listings;
    }

    UnusedRunHistory uses() {
        return uses;
    }

    Set<String> watched() {
        return watched;
    }

    /** Whether what {@link #write} writes changed since the last call. */
    boolean takeChanged() {
        boolean haveTimesChanged = listings.takeTimesChanged();
        boolean haveUsesChanged = uses.takeChanged();
        return profileTimeline.takeChanged() || haveTimesChanged || haveUsesChanged;
    }

    /** Whether facts or evaluated parts changed since the last call. */
    boolean takeFactsChanged() {
        boolean hasWatchedChanged = watchedChanged;
        watchedChanged = false;
        return listings.takeFactsChanged() || hasWatchedChanged;
    }

    private void place(long time, F facts) {
        boolean newer = placed == null
                || time > placed
                || (time == placed && (facts.account() + facts.region()).compareTo(account + region) > 0);
        if (newer) {
            placed = time;
            account = facts.account();
            region = facts.region();
            profileTimeline.change();
        }
    }

    /** How much a resource was used on a day. */
    public interface DayUse {

        /** By the last hours at the end of the day, or of its part that has passed; empty if nothing is known of them. */
        OptionalLong of(InventorySnapshot<?> day, int hours);
    }

    private static @Nullable Long readNumber(CodedInputStream row) throws IOException {
        return row.readBool() ? row.readSInt64() : null;
    }

    private static void writeNumber(CodedOutputStream row, @Nullable Long number) throws IOException {
        row.writeBoolNoTag(number != null);
        if (number != null) {
            row.writeSInt64NoTag(number);
        }
    }
}
