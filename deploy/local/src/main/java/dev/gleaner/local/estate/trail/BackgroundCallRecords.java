package dev.gleaner.local.estate.trail;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.gleaner.local.estate.EstateIdentities;
import dev.gleaner.local.estate.kind.EstateInstance;
import dev.gleaner.local.estate.series.SeededRandom;
import dev.gleaner.local.estate.timeline.EstateTimeline;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/** Further records of a trail: read calls, assumed roles, and calls that failed and therefore changed nothing. */
final class BackgroundCallRecords {

    private static final Duration EVERY = Duration.ofHours(4);
    private static final int FAILS_EVERY = 6;

    private final EstateTimeline estateTimeline;
    private final EstateIdentities identities;
    private final SeededRandom seededRandom;

    BackgroundCallRecords(EstateTimeline estateTimeline, EstateIdentities identities, SeededRandom seededRandom) {
        this.estateTimeline = estateTimeline;
        this.identities = identities;
        this.seededRandom = seededRandom;
    }

    /** The records of all regions, in no particular order. */
    List<TrailRecordBuilder.BuiltRecord> entries() {
        TreeMap<String, List<EstateInstance>> byRegion = new TreeMap<>();
        estateTimeline
                .estate()
                .instances()
                .forEach(r -> byRegion.computeIfAbsent(r.account() + " " + r.region(), any -> new ArrayList<>())
                        .add(r));
        List<TrailRecordBuilder.BuiltRecord> entries = new ArrayList<>();
        byRegion.forEach((region, resources) -> entries(seededRandom.derive(region), resources, entries));
        return entries;
    }

    private void entries(
            SeededRandom region, List<EstateInstance> resources, List<TrailRecordBuilder.BuiltRecord> entries) {
        int n = 0;
        Instant last = estateTimeline.end().minus(EVERY);
        for (Instant from = estateTimeline.start(); from.isBefore(last); from = from.plus(EVERY)) {
            SeededRandom here = region.derive(n);
            EstateInstance some = resources.get(here.below(resources.size(), 3));
            Instant time = from.plusSeconds(here.below((int) EVERY.toSeconds(), 4));
            entries.add(
                    n % 3 == 2
                            ? assume(here.derive("assume"), some, time)
                            : describe(here.derive("describe"), some, time));
            if (n % FAILS_EVERY == 2) {
                entries.add(failedStop(here.derive("stop"), some, time.plusSeconds(7)));
            }
            if (n % FAILS_EVERY == 4) {
                entries.add(failedRun(here.derive("run"), some, time.plusSeconds(3)));
            }
            n++;
        }
    }

    private static TrailRecordBuilder.BuiltRecord describe(SeededRandom own, EstateInstance near, Instant time) {
        return record(own, near, time)
                .call("ec2", "DescribeInstances")
                .put("role", "inventory")
                .by("role")
                .request("describe-request")
                .readOnly()
                .finish();
    }

    private static TrailRecordBuilder.BuiltRecord assume(SeededRandom own, EstateInstance near, Instant time) {
        TrailRecordBuilder record = record(own, near, time).call("sts", "AssumeRole");
        return record.put("service", "ec2.amazonaws.com")
                .put("role", "training-host")
                .put("token", "IQoJb3JpZ2luX2Vj" + record.id("token", 64))
                .put("expiration", time.plusSeconds(900).toString())
                .by("service")
                .put("address", "ec2.amazonaws.com")
                .put("agent", "ec2.amazonaws.com")
                .request("assume-request")
                .response("assume-response")
                .readOnly()
                .finish();
    }

    private TrailRecordBuilder.BuiltRecord failedStop(SeededRandom own, EstateInstance target, Instant time) {
        return record(own, target, time)
                .call("ec2", "StopInstances")
                .put("instance", identities.id(target))
                .request("stop-request")
                .fail("Client.UnauthorizedOperation", "You are not authorized to perform this operation.");
    }

    private static TrailRecordBuilder.BuiltRecord failedRun(SeededRandom own, EstateInstance like, Instant time) {
        TrailRecordBuilder record = record(own, like, time).call("ec2", "RunInstances");
        return record.put("type", like.type())
                .put("zone", like.zone())
                .put("image", "ami-" + record.hex("image", 17))
                .put("token", record.uuid("token"))
                .put("tags", JsonNodeFactory.instance.arrayNode())
                .request("run-request")
                .fail(
                        "Server.InsufficientInstanceCapacity",
                        "We currently do not have sufficient " + like.type() + " capacity in the Availability Zone you"
                                + " requested (" + like.zone() + ").");
    }

    private static TrailRecordBuilder record(SeededRandom own, EstateInstance near, Instant time) {
        return new TrailRecordBuilder(own, near.account(), near.region(), time);
    }
}
