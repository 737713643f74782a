package dev.gleaner.local.estate.output;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gleaner.local.estate.EstateEvent;
import dev.gleaner.local.estate.EstateIdentities;
import dev.gleaner.local.estate.EstateInstance;
import dev.gleaner.local.estate.SeededRandom;
import dev.gleaner.local.estate.timeline.EstateTimeline;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What {@code aws ec2 describe-instances} would print of an estate. */
public final class DescribeInstancesRenderer {

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private final EstateTimeline replay;
    private final EstateIdentities identities;
    private final SeededRandom noise;

    public DescribeInstancesRenderer(EstateTimeline replay, EstateIdentities identities) {
        this.replay = replay;
        this.identities = identities;
        this.noise = SeededRandom.of(replay.estate().seed()).derive("describe");
    }

    /** One answer an account and region, in their order. */
    public List<RegionAnswer> at(Instant now) {
        Map<String, RegionAnswer> answers = new TreeMap<>();
        for (EstateInstance resource : replay.estate().resources()) {
            RegionAnswer answer = answers.computeIfAbsent(
                    resource.account() + " " + resource.region(),
                    any -> new RegionAnswer(resource.account(), resource.region(), empty()));
            ((ArrayNode) answer.json().get("Reservations")).add(reservation(resource, now));
        }
        return new ArrayList<>(answers.values());
    }

    private static ObjectNode empty() {
        ObjectNode answer = JSON.objectNode();
        answer.putArray("Reservations");
        return answer;
    }

    private ObjectNode reservation(EstateInstance resource, Instant now) {
        ObjectNode reservation = JSON.objectNode();
        reservation.put("ReservationId", "r-" + noise.derive(resource.name()).hex(17));
        reservation.put("OwnerId", resource.account());
        reservation.putArray("Groups");
        reservation.putArray("Instances").add(instance(resource, now));
        return reservation;
    }

    private ObjectNode instance(EstateInstance resource, Instant now) {
        ObjectNode instance = JSON.objectNode();
        instance.put("InstanceId", identities.id(resource));
        instance.put("InstanceType", resource.type());
        instance.put("LaunchTime", launched(resource, now).toString());
        instance.set("State", state(resource, now));
        instance.putObject("Placement")
                .put("AvailabilityZone", resource.zone())
                .put("GroupName", "")
                .put("Tenancy", "default");
        instance.put("RootDeviceName", "/dev/xvda");
        instance.put("RootDeviceType", "ebs");
        instance.putArray("BlockDeviceMappings").add(rootVolume(resource));
        if (resource.market() == EstateInstance.Market.SPOT) {
            instance.put("InstanceLifecycle", "spot");
        }
        if (resource.platform() == EstateInstance.Platform.WINDOWS) {
            instance.put("Platform", "windows");
        }
        instance.put(
                "PlatformDetails", resource.platform() == EstateInstance.Platform.WINDOWS ? "Windows" : "Linux/UNIX");
        instance.set("Tags", tags(resource));
        return instance;
    }

    private ObjectNode rootVolume(EstateInstance resource) {
        ObjectNode mapping = JSON.objectNode();
        mapping.put("DeviceName", "/dev/xvda");
        mapping.putObject("Ebs")
                .put(
                        "VolumeId",
                        "vol-" + noise.derive(resource.name()).derive("root").hex(17))
                .put("Status", "attached")
                .put("DeleteOnTermination", true);
        return mapping;
    }

    private ObjectNode state(EstateInstance resource, Instant now) {
        ObjectNode state = JSON.objectNode();
        if (resource.state() == EstateInstance.State.TERMINATED) {
            return state.put("Code", 48).put("Name", "terminated");
        }
        return replay.wasRunningAt(resource, now)
                ? state.put("Code", 16).put("Name", "running")
                : state.put("Code", 80).put("Name", "stopped");
    }

    /** The last start, as EC2 has it; without one, before anything that is known. */
    private Instant launched(EstateInstance resource, Instant now) {
        Instant created =
                resource.created() == null ? replay.start() : resource.created().resolve(replay.end());
        return replay.occurrences().stream()
                .filter(occurrence -> occurrence.resource().equals(resource) && starts(occurrence.event()))
                .map(EstateTimeline.TimedEvent::at)
                .filter(at -> !at.isAfter(now))
                .reduce(created, (earlier, later) -> later);
    }

    private static boolean starts(EstateEvent event) {
        return event.name() == EstateEvent.ApiCall.RUN_INSTANCES || event.name() == EstateEvent.ApiCall.START_INSTANCES;
    }

    private static ArrayNode tags(EstateInstance resource) {
        Map<String, String> tags = new TreeMap<>(resource.tags());
        if (resource.autoScalingGroup() != null) {
            tags.put("aws:autoscaling:groupName", resource.autoScalingGroup());
        }
        ArrayNode array = JSON.arrayNode();
        tags.forEach((key, value) -> array.addObject().put("Key", key).put("Value", value));
        return array;
    }

    /** The answer of an account's region: {@code {"Reservations":[...]}}. */
    public record RegionAnswer(String account, String region, ObjectNode json) {}
}
