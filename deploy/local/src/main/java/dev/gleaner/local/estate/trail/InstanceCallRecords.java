package dev.gleaner.local.estate.trail;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gleaner.local.estate.EstateEvent;
import dev.gleaner.local.estate.EstateIdentities;
import dev.gleaner.local.estate.kind.EstateInstance;
import dev.gleaner.local.estate.series.SeededRandom;
import dev.gleaner.local.estate.timeline.EstateTimeline;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Renders the events of an estate as CloudTrail records. */
final class InstanceCallRecords {

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private final EstateIdentities identities;
    private final List<EstateEvent> events;
    private final SeededRandom seededRandom;

    InstanceCallRecords(EstateIdentities identities, List<EstateEvent> events, SeededRandom seededRandom) {
        this.identities = identities;
        this.events = events;
        this.seededRandom = seededRandom;
    }

    TrailRecordBuilder.BuiltRecord entry(EstateTimeline.TimedEvent timedEvent) {
        EstateEvent event = timedEvent.event();
        EstateInstance estateInstance = timedEvent.resource();
        SeededRandom own = seededRandom
                .derive(estateInstance.name())
                .derive(event.name().awsName())
                .derive(event.time().text());
        TrailRecordBuilder call = new TrailRecordBuilder(
                        own, estateInstance.account(), estateInstance.region(), timedEvent.at())
                .call("ec2", event.name().awsName())
                .put("instance", identities.id(estateInstance));
        return switch (event.name()) {
            case RUN_INSTANCES -> run(call, timedEvent);
            case START_INSTANCES -> change(call, "state-request", 80, "stopped", 0, "pending");
            case STOP_INSTANCES -> change(call, "stop-request", 16, "running", 64, "stopping");
            case TERMINATE_INSTANCES -> change(call, "state-request", 16, "running", 32, "shutting-down");
            case CREATE_TAGS ->
                call.put("tags", tags(event.tags()))
                        .request("tags-request")
                        .response("tags-response")
                        .finish();
        };
    }

    private static TrailRecordBuilder.BuiltRecord change(
            TrailRecordBuilder call, String request, int fromCode, String from, int toCode, String to) {
        return call.put("fromCode", IntNode.valueOf(fromCode))
                .put("from", from)
                .put("toCode", IntNode.valueOf(toCode))
                .put("to", to)
                .request(request)
                .response("state-response")
                .finish();
    }

    private TrailRecordBuilder.BuiltRecord run(TrailRecordBuilder call, EstateTimeline.TimedEvent timedEvent) {
        EstateInstance estateInstance = timedEvent.resource();
        String address = "10." + (Math.floorMod(estateInstance.name().hashCode(), 250)) + ".4.17";
        call.put("type", estateInstance.type())
                .put("zone", estateInstance.zone())
                .put("image", "ami-" + call.hex("image", 17))
                .put("token", call.uuid("token"))
                .put("reservation", "r-" + call.hex("reservation", 17))
                .put("subnet", "subnet-" + call.hex("subnet", 17))
                .put(
                        "vpc",
                        "vpc-" + seededRandom.derive(estateInstance.region()).hex(17))
                .put(
                        "group",
                        "sg-"
                                + seededRandom
                                        .derive(estateInstance.region())
                                        .derive("group")
                                        .hex(17))
                .put("private", address)
                .put("dashed", address.replace('.', '-'))
                .put("launch", LongNode.valueOf(timedEvent.at().toEpochMilli()))
                .put("tags", tags(tagsAtLaunch(estateInstance)));
        if (estateInstance.autoScalingGroup() != null) {
            call.by("autoscaling")
                    .put("address", "autoscaling.amazonaws.com")
                    .put("agent", "autoscaling.amazonaws.com");
        }
        ObjectNode request = (ObjectNode) call.piece("run-request");
        ObjectNode response = (ObjectNode) call.piece("run-response");
        bought(estateInstance, request, (ObjectNode) response.at("/instancesSet/items/0"));
        return call.put("request", request).put("response", response).finish();
    }

    private static void bought(EstateInstance estateInstance, ObjectNode request, ObjectNode instance) {
        if (estateInstance.market() == EstateInstance.Market.SPOT) {
            request.putObject("instanceMarketOptions").put("marketType", "spot");
            instance.put("instanceLifecycle", "spot");
        }
        if (estateInstance.platform() == EstateInstance.Platform.WINDOWS) {
            instance.put("platform", "windows");
        }
    }

    /** The tags at the end without those that CreateTags set later. */
    private Map<String, String> tagsAtLaunch(EstateInstance estateInstance) {
        Map<String, String> tags = new TreeMap<>(estateInstance.tags());
        events.stream()
                .filter(e -> e.name() == EstateEvent.ApiCall.CREATE_TAGS
                        && e.resource().equals(estateInstance.name()))
                .forEach(e -> tags.keySet().removeAll(e.tags().keySet()));
        if (estateInstance.autoScalingGroup() != null) {
            tags.put("aws:autoscaling:groupName", estateInstance.autoScalingGroup());
        }
        return tags;
    }

    private static ArrayNode tags(Map<String, String> tags) {
        ArrayNode array = JSON.arrayNode();
        tags.forEach((key, value) -> array.addObject().put("key", key).put("value", value));
        return array;
    }
}
