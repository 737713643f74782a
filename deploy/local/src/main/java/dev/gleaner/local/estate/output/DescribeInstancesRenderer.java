package dev.gleaner.local.estate.output;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gleaner.local.estate.EstateEvent;
import dev.gleaner.local.estate.EstateIdentities;
import dev.gleaner.local.estate.kind.EstateInstance;
import dev.gleaner.local.estate.series.SeededRandom;
import dev.gleaner.local.estate.timeline.EstateTimeline;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Renders the output of {@code aws ec2 describe-instances} for an estate. */
public final class DescribeInstancesRenderer {

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    /** As EC2 writes it in a reason. */
    private static final DateTimeFormatter STOP_TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss 'GMT'").withZone(ZoneOffset.UTC);

    private final EstateTimeline estateTimeline;
    private final EstateIdentities identities;
    private final SeededRandom seededRandom;

    public DescribeInstancesRenderer(EstateTimeline estateTimeline, EstateIdentities identities) {
        this.estateTimeline = estateTimeline;
        this.identities = identities;
        this.seededRandom = SeededRandom.of(estateTimeline.estate().seed()).derive("describe");
    }

    /** The responses of all accounts and regions, in order. */
    public List<RegionAnswer> at(Instant now) {
        Map<String, RegionAnswer> answers = new TreeMap<>();
        for (EstateInstance estateInstance : estateTimeline.estate().instances()) {
            RegionAnswer answer = answers.computeIfAbsent(
                    estateInstance.account() + " " + estateInstance.region(),
                    any -> new RegionAnswer(estateInstance.account(), estateInstance.region(), empty()));
            ((ArrayNode) answer.json().get("Reservations")).add(reservation(estateInstance, now));
        }
        return new ArrayList<>(answers.values());
    }

    private static ObjectNode empty() {
        ObjectNode answer = JSON.objectNode();
        answer.putArray("Reservations");
        return answer;
    }

    private ObjectNode reservation(EstateInstance estateInstance, Instant now) {
        ObjectNode reservation = JSON.objectNode();
        reservation.put(
                "ReservationId",
                "r-" + seededRandom.derive(estateInstance.name()).hex(17));
        reservation.put("OwnerId", estateInstance.account());
        reservation.putArray("Groups");
        reservation.putArray("Instances").add(instance(estateInstance, now));
        return reservation;
    }

    private ObjectNode instance(EstateInstance estateInstance, Instant now) {
        ObjectNode instance = JSON.objectNode();
        instance.put("InstanceId", identities.id(estateInstance));
        instance.put("InstanceType", estateInstance.type());
        instance.put("LaunchTime", launched(estateInstance, now).toString());
        instance.set("State", state(estateInstance, now));
        estateTimeline
                .lastStop(estateInstance, now)
                .ifPresent(
                        at -> instance.put("StateTransitionReason", "User initiated (" + STOP_TIME.format(at) + ")"));
        instance.putObject("Placement")
                .put("AvailabilityZone", estateInstance.zone())
                .put("GroupName", "")
                .put("Tenancy", "default");
        instance.put("RootDeviceName", "/dev/xvda");
        instance.put("RootDeviceType", "ebs");
        instance.putArray("BlockDeviceMappings").add(rootVolume(estateInstance));
        if (estateInstance.market() == EstateInstance.Market.SPOT) {
            instance.put("InstanceLifecycle", "spot");
        }
        if (estateInstance.platform() == EstateInstance.Platform.WINDOWS) {
            instance.put("Platform", "windows");
        }
        instance.put(
                "PlatformDetails",
                estateInstance.platform() == EstateInstance.Platform.WINDOWS ? "Windows" : "Linux/UNIX");
        instance.set("Tags", tags(estateInstance));
        return instance;
    }

    private ObjectNode rootVolume(EstateInstance estateInstance) {
        ObjectNode mapping = JSON.objectNode();
        mapping.put("DeviceName", "/dev/xvda");
        mapping.putObject("Ebs")
                .put(
                        "VolumeId",
                        "vol-"
                                + seededRandom
                                        .derive(estateInstance.name())
                                        .derive("root")
                                        .hex(17))
                .put("Status", "attached")
                .put("DeleteOnTermination", true);
        return mapping;
    }

    private ObjectNode state(EstateInstance estateInstance, Instant now) {
        ObjectNode state = JSON.objectNode();
        if (estateInstance.state() == EstateInstance.State.TERMINATED) {
            return state.put("Code", 48).put("Name", "terminated");
        }
        return estateTimeline.wasRunningAt(estateInstance, now)
                ? state.put("Code", 16).put("Name", "running")
                : state.put("Code", 80).put("Name", "stopped");
    }

    /** The last start, as EC2 reports it; without one, a time before the history. */
    private Instant launched(EstateInstance estateInstance, Instant now) {
        Instant created = estateInstance.created() == null
                ? estateTimeline.start()
                : estateInstance.created().resolve(estateTimeline.end());
        return estateTimeline.occurrences().stream()
                .filter(timedEvent -> timedEvent.resource().equals(estateInstance) && starts(timedEvent.event()))
                .map(EstateTimeline.TimedEvent::at)
                .filter(at -> !at.isAfter(now))
                .reduce(created, (earlier, later) -> later);
    }

    private static boolean starts(EstateEvent event) {
        return event.name() == EstateEvent.ApiCall.RUN_INSTANCES || event.name() == EstateEvent.ApiCall.START_INSTANCES;
    }

    private static ArrayNode tags(EstateInstance estateInstance) {
        Map<String, String> tags = new TreeMap<>(estateInstance.tags());
        if (estateInstance.autoScalingGroup() != null) {
            tags.put("aws:autoscaling:groupName", estateInstance.autoScalingGroup());
        }
        ArrayNode array = JSON.arrayNode();
        tags.forEach((key, value) -> array.addObject().put("Key", key).put("Value", value));
        return array;
    }

    /** The response of a region of an account: {@code {"Reservations":[...]}}. */
    public record RegionAnswer(String account, String region, ObjectNode json) {}
}
