package dev.gleaner.analyzer.profile.inventory;

import dev.gleaner.analyzer.profile.EvaluatedHours;
import dev.gleaner.analyzer.profile.EvaluationSubject;
import dev.gleaner.analyzer.profile.Hour;
import dev.gleaner.analyzer.profile.ProfileTimeline;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What is known of one resource that inventories list: what they showed, and what went to it and from it. Folding the same
 * thing twice or in another order gives the same, as long as it comes before its hour is closed.
 *
 * @param <F> what a listing shows
 */
public final class InventoryProfile<F extends InventoryFacts> implements EvaluationSubject {

    private final String key;
    private final String resource;
    private final Sightings<F> sightings;
    private final Traffic traffic = new Traffic();
    private final Set<String> watched;
    private final ProfileTimeline profileTimeline;
    private @Nullable Long placed;
    private String account;
    private String region;

    InventoryProfile(ListedHeader header, String resource, @Nullable F facts) {
        this.key = header.key();
        this.resource = resource;
        this.sightings = new Sightings<>(header.seen() == null ? null : new Sighting<>(header.seen(), facts));
        this.watched = new TreeSet<>(header.watched());
        this.profileTimeline = new ProfileTimeline(
                header.born(),
                header.first(),
                new EvaluatedHours(Hour.stored(header.closed()), Hour.stored(header.glimpsed()), null, false));
        this.placed = header.placed();
        this.account = header.account();
        this.region = header.region();
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

    /** Takes in how it looked; null when it was seen to go. */
    public void see(long time, @Nullable F facts) {
        profileTimeline.seen(Hour.knowing(time));
        sightings.add(new Sighting<>(time, facts));
        if (facts != null) {
            profileTimeline.bornBy(time);
            place(time, facts);
        }
    }

    /** Takes in transfers of one lane in one hour. */
    void move(Hour hour, List<Transfer> transfers) {
        profileTimeline.seen(hour);
        profileTimeline.bornBy(hour.start().toEpochMilli());
        traffic.put(hour, transfers);
    }

    /**
     * What is known at the end of an hour.
     *
     * @param horizon up to when a first listing may tell of the time before it, epoch milliseconds
     */
    public InventorySnapshot<F> at(Hour hour, long horizon) {
        return new InventorySnapshot<>(this, hour, sightings.asOf(hour, horizon));
    }

    /**
     * Makes an hour final: nothing of it changes any more. Days older than the kept ones are forgotten.
     *
     * @param parts how many parts of its traffic are kept one by one
     */
    public void close(Hour hour, int daysKept, int parts) {
        sightings.close(hour);
        traffic.close(hour, hour.day() - daysKept, parts);
        profileTimeline.close(hour);
    }

    /** The parts to judge for good: those with final hours, and those that were judged before. */
    public Set<String> finalParts() {
        Set<String> parts = traffic.parts();
        parts.addAll(watched);
        return parts;
    }

    /** All parts of which anything is kept, and those that were judged before. */
    public Set<String> parts() {
        Set<String> parts = new TreeSet<>(traffic.allParts());
        parts.addAll(watched);
        return parts;
    }

    /** Notes that all parts were judged: from now on those of which nothing is kept are no longer. */
    public void rememberParts() {
        watched.clear();
        watched.addAll(traffic.allParts());
        profileTimeline.change();
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
        Sighting<F> last = sightings.base();
        return (last == null || last.facts() == null)
                && closed() != null
                && sightings.isEmpty()
                && traffic.isEmpty()
                && watched.isEmpty();
    }

    Map<TrafficRoute, TrafficVolume> traffic(Hour last, int hours) {
        return traffic.window(last, hours);
    }

    Traffic traffic() {
        return traffic;
    }

    Sightings<F> sightings() {
        return sightings;
    }

    @Nullable
    Long placed() {
        return placed;
    }

    List<String> watched() {
        return List.copyOf(watched);
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
}
