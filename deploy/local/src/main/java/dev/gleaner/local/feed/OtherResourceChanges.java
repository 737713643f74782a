package dev.gleaner.local.feed;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gleaner.contracts.audit.AuditEntry;
import dev.gleaner.local.estate.Estate;
import dev.gleaner.local.estate.kind.EstateAddress;
import dev.gleaner.local.estate.kind.EstateLogGroup;
import dev.gleaner.local.estate.kind.EstateSnapshot;
import dev.gleaner.local.estate.kind.EstateVolume;
import dev.gleaner.local.estate.kind.KindRegistry;
import dev.gleaner.local.estate.series.EstateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The volumes, addresses, snapshots and log groups of an estate while the actions of Gleaner are applied to them again. Unknown
 * names are ignored. Snapshots that an action took and volumes that its undo created are not created again, since their ids
 * cannot be repeated.
 */
final class OtherResourceChanges {

    /** The beginning of the name of a step that deletes the target; an action of one step names none. */
    private static final String DELETING = "delete";

    private final List<EstateVolume> volumes;
    private final List<EstateAddress> addresses;
    private final List<EstateSnapshot> snapshots;
    private final List<EstateLogGroup> logGroups;

    OtherResourceChanges(Estate estate) {
        this.volumes = new ArrayList<>(estate.all(KindRegistry.VOLUMES));
        this.addresses = new ArrayList<>(estate.all(KindRegistry.ADDRESSES));
        this.snapshots = new ArrayList<>(estate.all(KindRegistry.SNAPSHOTS));
        this.logGroups = new ArrayList<>(estate.all(KindRegistry.LOG_GROUPS));
    }

    Estate applyTo(Estate estate) {
        return estate.with(KindRegistry.VOLUMES, volumes)
                .with(KindRegistry.ADDRESSES, addresses)
                .with(KindRegistry.SNAPSHOTS, snapshots)
                .with(KindRegistry.LOG_GROUPS, logGroups);
    }

    /**
     * Applies a step of an action that was observed to be done.
     *
     * @param intent the entry of the intent of the action
     */
    void apply(String name, AuditEntry observed, JsonNode intent) {
        EstateTime at = new EstateTime(observed.at().toString());
        JsonNode parameters = intent.path("parameters");
        String step = observed.detail().path("step").asText();
        Optional<EstateVolume.VolumeType> type =
                EstateVolume.VolumeType.of(parameters.path("type").asText());
        if (type.isPresent()) {
            replaceVolume(
                    name,
                    volume ->
                            volume.modified(type.get(), number(parameters, "iops"), number(parameters, "throughput")));
        } else if (step.startsWith(DELETING)) {
            replaceVolume(name, volume -> volume.deletedAt(at));
        }
        if (step.isEmpty() || step.startsWith(DELETING)) {
            addresses.replaceAll(address -> address.name().equals(name) ? address.releasedAt(at) : address);
            snapshots.replaceAll(snapshot -> snapshot.name().equals(name) ? snapshot.deletedAt(at) : snapshot);
        }
        Integer days = number(parameters, "days");
        if (days != null) {
            setRetention(name, days);
        }
    }

    /**
     * Undoes an action.
     *
     * @param intent the entry of the intent of the action that is undone, with the state before it
     */
    void undo(String name, JsonNode intent) {
        JsonNode group = intent.path("before").path("logGroup");
        if (group.isObject()) {
            setRetention(name, number(group, "retention"));
        }
        JsonNode volume = intent.path("before").path("volume");
        EstateVolume.VolumeType.of(volume.path("type").asText())
                .ifPresent(type -> replaceVolume(
                        name, found -> found.modified(type, number(volume, "iops"), number(volume, "throughput"))));
        // A snapshot returns from the recycle bin under its id.
        snapshots.replaceAll(snapshot -> snapshot.name().equals(name) ? snapshot.deletedAt(null) : snapshot);
    }

    private void replaceVolume(String name, UnaryOperator<EstateVolume> change) {
        volumes.replaceAll(volume -> volume.name().equals(name) ? change.apply(volume) : volume);
    }

    private void setRetention(String name, @Nullable Integer days) {
        logGroups.replaceAll(group -> group.name().equals(name) ? group.withRetention(days) : group);
    }

    /** A number, which parameters of remedies have as a text; null if there is none. */
    private static @Nullable Integer number(JsonNode fields, String name) {
        String text = fields.path(name).asText();
        return text.isEmpty() || text.equals("null") ? null : Integer.valueOf(text);
    }
}
