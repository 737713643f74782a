package dev.gleaner.local.feed.cloud;

import dev.gleaner.local.estate.kind.AttachmentPeriod;
import dev.gleaner.local.estate.kind.EstateResource;
import dev.gleaner.local.estate.series.EstateTime;
import dev.gleaner.local.estate.timeline.EstateTimeline;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The resources that are in the AWS stand-in so far. It creates all of them now and empty; its extension then sets the times and sizes of the
 * estate. A resource that was deleted is created and deleted, so that it has the same id at each start.
 */
final class StandInResources {

    private final StandInAwsClients clients;
    private final StandInSeeder standInSeeder;
    private final EstateTimeline estateTimeline;
    private final Instant now;
    private final Map<String, String> ids;
    private final List<Map<String, Object>> past = new ArrayList<>();

    /**
     * The resources of an estate.
     *
     * @param ids those of what is there already, by logical name
     * @param now the time as of which resources are used or deleted
     */
    StandInResources(
            StandInAwsClients clients,
            StandInSeeder standInSeeder,
            EstateTimeline estateTimeline,
            Map<String, String> ids,
            Instant now) {
        this.clients = clients;
        this.standInSeeder = standInSeeder;
        this.estateTimeline = estateTimeline;
        this.ids = new TreeMap<>(ids);
        this.now = now;
    }

    StandInAwsClients clients() {
        return clients;
    }

    EstateTimeline estateTimeline() {
        return estateTimeline;
    }

    /** Makes the next creation draw the same numbers each time under this name. */
    void seedFor(String name) {
        standInSeeder.seedFor(name);
    }

    /** Notes the id of a name. */
    void assign(String name, String id) {
        ids.put(name, id);
    }

    /** The id of a name; empty if nothing with that name is there. */
    Optional<String> find(String name) {
        return Optional.ofNullable(ids.get(name));
    }

    /** The id of a name; {@link IllegalArgumentException} if nothing with that name is there. */
    String id(String name) {
        return find(name).orElseThrow(() -> new IllegalArgumentException("not in the stand-in: " + name));
    }

    /** The ids by logical name. */
    Map<String, String> ids() {
        return Map.copyOf(ids);
    }

    /** Whether a resource exists by now. */
    boolean exists(EstateResource resource) {
        return resource.existsAt(now, estateTimeline.end());
    }

    /** How a resource is used by now; empty while no instance uses it. */
    Optional<AttachmentPeriod> use(EstateResource resource) {
        return resource.useAt(now, estateTimeline.end());
    }

    /** The time in the form of the extension. */
    long millis(EstateTime time) {
        return time.resolve(estateTimeline.end()).toEpochMilli();
    }

    /**
     * Begins what the extension sets of a resource: {@link StandInSeeder#setPast}.
     *
     * @param kind the name of the kind there
     */
    Map<String, Object> past(String account, String region, String kind, String id) {
        Map<String, Object> resource = new TreeMap<>();
        resource.put("account", account);
        resource.put("region", region);
        resource.put("kind", kind);
        resource.put("id", id);
        past.add(resource);
        return resource;
    }

    /** The same with the time of its creation. */
    Map<String, Object> past(EstateResource owner, String kind, String id, EstateTime created) {
        Map<String, Object> resource = past(owner.account(), owner.region(), kind, id);
        resource.put("created", millis(created));
        return resource;
    }

    /** Has the extension set what was begun. */
    void setPast() {
        standInSeeder.setPast(past);
    }
}
