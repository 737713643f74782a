package dev.gleaner.local.estate.inventory;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gleaner.local.estate.Call;
import dev.gleaner.local.estate.Event;
import dev.gleaner.local.estate.Identities;
import dev.gleaner.local.estate.Market;
import dev.gleaner.local.estate.Noise;
import dev.gleaner.local.estate.Occurrence;
import dev.gleaner.local.estate.Platform;
import dev.gleaner.local.estate.Replay;
import dev.gleaner.local.estate.Resource;
import dev.gleaner.local.estate.State;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What {@code aws ec2 describe-instances} would print of an estate. */
public final class DescribeAnswers {

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private final Replay replay;
    private final Identities identities;
    private final Noise noise;

    public DescribeAnswers(Replay replay, Identities identities) {
        this.replay = replay;
        this.identities = identities;
        this.noise = Noise.of(replay.estate().seed()).at("describe");
    }

    /** One answer an account and region, in their order. */
    public List<DescribeAnswer> at(Instant now) {
        Map<String, DescribeAnswer> answers = new TreeMap<>();
        for (Resource resource : replay.estate().resources()) {
            DescribeAnswer answer = answers.computeIfAbsent(
                    resource.account() + " " + resource.region(),
                    any -> new DescribeAnswer(resource.account(), resource.region(), empty()));
            ((ArrayNode) answer.json().get("Reservations")).add(reservation(resource, now));
        }
        return new ArrayList<>(answers.values());
    }

    private static ObjectNode empty() {
        ObjectNode answer = JSON.objectNode();
        answer.putArray("Reservations");
        return answer;
    }

    private ObjectNode reservation(Resource resource, Instant now) {
        ObjectNode reservation = JSON.objectNode();
        reservation.put("ReservationId", "r-" + noise.at(resource.name()).hex(17));
        reservation.put("OwnerId", resource.account());
        reservation.putArray("Groups");
        reservation.putArray("Instances").add(instance(resource, now));
        return reservation;
    }

    private ObjectNode instance(Resource resource, Instant now) {
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
        if (resource.market() == Market.SPOT) {
            instance.put("InstanceLifecycle", "spot");
        }
        if (resource.platform() == Platform.WINDOWS) {
            instance.put("Platform", "windows");
        }
        instance.put("PlatformDetails", resource.platform() == Platform.WINDOWS ? "Windows" : "Linux/UNIX");
        instance.set("Tags", tags(resource));
        return instance;
    }

    private ObjectNode rootVolume(Resource resource) {
        ObjectNode mapping = JSON.objectNode();
        mapping.put("DeviceName", "/dev/xvda");
        mapping.putObject("Ebs")
                .put("VolumeId", "vol-" + noise.at(resource.name()).at("root").hex(17))
                .put("Status", "attached")
                .put("DeleteOnTermination", true);
        return mapping;
    }

    private ObjectNode state(Resource resource, Instant now) {
        ObjectNode state = JSON.objectNode();
        if (resource.state() == State.TERMINATED) {
            return state.put("Code", 48).put("Name", "terminated");
        }
        return replay.ranAt(resource, now)
                ? state.put("Code", 16).put("Name", "running")
                : state.put("Code", 80).put("Name", "stopped");
    }

    /** The last start, as EC2 has it; without one, before anything that is known. */
    private Instant launched(Resource resource, Instant now) {
        Instant created =
                resource.created() == null ? replay.start() : resource.created().at(replay.end());
        return replay.occurrences().stream()
                .filter(occurrence -> occurrence.resource().equals(resource) && starts(occurrence.event()))
                .map(Occurrence::at)
                .filter(at -> !at.isAfter(now))
                .reduce(created, (earlier, later) -> later);
    }

    private static boolean starts(Event event) {
        return event.name() == Call.RUN_INSTANCES || event.name() == Call.START_INSTANCES;
    }

    private static ArrayNode tags(Resource resource) {
        Map<String, String> tags = new TreeMap<>(resource.tags());
        if (resource.autoScalingGroup() != null) {
            tags.put("aws:autoscaling:groupName", resource.autoScalingGroup());
        }
        ArrayNode array = JSON.arrayNode();
        tags.forEach((key, value) -> array.addObject().put("Key", key).put("Value", value));
        return array;
    }
}
