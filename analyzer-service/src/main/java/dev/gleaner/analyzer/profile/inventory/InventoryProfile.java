package dev.gleaner.analyzer.profile.inventory;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.CodedOutputStream;
import dev.gleaner.analyzer.profile.EvaluatedHours;
import dev.gleaner.analyzer.profile.EvaluationSubject;
import dev.gleaner.analyzer.profile.Hour;
import dev.gleaner.analyzer.profile.ProfileTimeline;
import dev.gleaner.analyzer.profile.history.History;
import java.io.IOException;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What is known of one resource that inventories list: its listings, and what its kind keeps of its use. Folding the same signal twice or
 * in another order gives the same, as long as it comes before its hour is final.
 *
 * @param <F> the facts in a listing
 * @param <H> what is kept of its use
 */
public final class InventoryProfile<F extends InventoryFacts, H extends History> implements EvaluationSubject {

    private final String key;
    private final String resource;
    private final ListingHistory<F> listings;
    private final UnusedRunHistory uses;
    private final boolean tracksUse;
    private final H history;
    private final Set<String> watched = new TreeSet<>();
    private final ProfileTimeline profileTimeline;
    private boolean watchedChanged;
    private @Nullable Long placed;
    private String account = "";
    private String region = "";
    private long createdAt;
    private @Nullable String creator;

    private InventoryProfile(
            String key,
            String resource,
            ProfileTimeline profileTimeline,
            ListingHistory<F> listings,
            UnusedRunHistory uses,
            boolean tracksUse,
            H history) {
        this.key = key;
        this.resource = resource;
        this.profileTimeline = profileTimeline;
        this.listings = listings;
        this.uses = uses;
        this.tracksUse = tracksUse;
        this.history = history;
    }

    /**
     * A resource of which nothing is known yet.
     *
     * @param tracksUse whether its facts are {@link UsedFacts}
     * @param history without anything
     */
    static <F extends InventoryFacts, H extends History> InventoryProfile<F, H> blank(
            String key, String resource, boolean tracksUse, H history) {
        ProfileTimeline timeline = new ProfileTimeline(null, null, EvaluatedHours.NONE);
        return new InventoryProfile<>(
                key, resource, timeline, new ListingHistory<>(), new UnusedRunHistory(), tracksUse, history);
    }

    /** What {@link #write} wrote: everything but facts and the history. */
    static <F extends InventoryFacts, H extends History> InventoryProfile<F, H> read(
            String key, String resource, boolean tracksUse, H history, CodedInputStream row) throws IOException {
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
        InventoryProfile<F, H> profile =
                new InventoryProfile<>(key, resource, timeline, listings, uses, tracksUse, history);
        profile.placed = placed;
        profile.account = account;
        profile.region = region;
        // Rows of releases that did not keep it end here.
        if (!row.isAtEnd()) {
            profile.createdAt = row.readSInt64();
            profile.creator = row.readString();
        }
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
        if (creator != null) {
            row.writeSInt64NoTag(createdAt);
            row.writeStringNoTag(creator);
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

    /** Somebody created it; of several calls, as of a name that is used again, the last one counts. */
    public void created(long time, String actor) {
        profileTimeline.seen(Hour.knowing(time));
        if (!actor.isEmpty()
                && (creator == null || time > createdAt || (time == createdAt && actor.compareTo(creator) > 0))) {
            createdAt = time;
            creator = actor;
            profileTimeline.change();
        }
    }

    /** Something began to use it. */
    public void attached(long time) {
        profileTimeline.seen(Hour.knowing(time));
        uses.add(time, true);
    }

    /** What used it until then ceased to. */
    public void detached(long time) {
        profileTimeline.seen(Hour.knowing(time));
        uses.add(time - 1, true);
        uses.add(time, false);
    }

    /** Role, user or service that created it, by CloudTrail; null if that is not known. */
    public @Nullable String creator() {
        return creator;
    }

    /**
     * What is known at the end of an hour.
     *
     * @param horizon time up to which a first listing applies to the time before it, epoch milliseconds
     */
    public InventorySnapshot<F, H> at(Hour hour, long horizon) {
        return new InventorySnapshot<>(this, hour, listings.asOf(hour, horizon));
    }

    /**
     * Makes an hour final: nothing of it changes any more.
     *
     * @param daysKept days of final hours of its use, the one of the hour included
     */
    public void close(Hour hour, int daysKept) {
        history.close(hour, daysKept);
        closeListings(hour);
    }

    /** The same where the hour of its use is final already. */
    public void closeListings(Hour hour) {
        listings.close(hour);
        uses.close(hour);
        profileTimeline.close(hour);
    }

    /** Whether it was listed, and has been gone in all hours that may change. */
    public boolean isGone() {
        return !account.isEmpty() && listings.isOver();
    }

    /** What is kept of its use. */
    public H history() {
        return history;
    }

    /** All parts of which anything is kept, and those that were evaluated before. */
    public Set<String> parts() {
        Set<String> parts = new TreeSet<>(history.parts());
        parts.addAll(watched);
        return parts;
    }

    /** Records that all parts were evaluated: from now on those of which nothing is kept are no longer. */
    public void rememberParts() {
        Set<String> kept = history.parts();
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
        return listings.isOver() && closed() != null && history.isEmpty() && watched.isEmpty();
    }

    ListingHistory<F> listings() {
        return listings;
    }

    UnusedRunHistory uses() {
        return uses;
    }

    /** The parts that were evaluated before. */
    public Set<String> watched() {
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
